-- Authorization codes: as tokens are kept.
CREATE TABLE rest_codes (
    portal text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    application text COLLATE "C" NOT NULL,
    user_id bigint NOT NULL,
    expires bigint NOT NULL,
    record text COLLATE "C" NOT NULL,
    checksum bigint NOT NULL,
    PRIMARY KEY (portal, hash)
);
