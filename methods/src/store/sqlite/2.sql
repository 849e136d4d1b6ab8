-- Authorization codes: as tokens are kept.
CREATE TABLE rest_codes (
    portal TEXT NOT NULL,
    hash BLOB NOT NULL,
    application TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    record TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (portal, hash)
) STRICT, WITHOUT ROWID;
