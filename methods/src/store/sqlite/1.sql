-- Every key begins with the portal. `record` is the account as JSON; the columns before it are what it is found by.
-- `checksum` is over the row: see what the SQL engines have in common.
CREATE TABLE rest_users (
    portal TEXT NOT NULL,
    id INTEGER NOT NULL,
    login TEXT NOT NULL,
    record TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (portal, id),
    UNIQUE (portal, login)
) STRICT, WITHOUT ROWID;

CREATE TABLE rest_applications (
    portal TEXT NOT NULL,
    client_id TEXT NOT NULL,
    record TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (portal, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rest_webhooks (
    portal TEXT NOT NULL,
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    code BLOB NOT NULL,
    application TEXT,
    record TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (portal, id),
    UNIQUE (portal, user_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE rest_tokens (
    portal TEXT NOT NULL,
    hash BLOB NOT NULL,
    application TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    record TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (portal, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE rest_refresh_tokens (
    portal TEXT NOT NULL,
    hash BLOB NOT NULL,
    application TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    record TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (portal, hash)
) STRICT, WITHOUT ROWID;

-- A row per option. `position` orders keys as they were first written; a replaced value keeps it. user_id -1: what all users
-- of the application share. `value` is JSON.
CREATE TABLE rest_options (
    position INTEGER PRIMARY KEY,
    portal TEXT NOT NULL,
    application TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (portal, application, user_id, key)
) STRICT;

-- Written when it must be found out whether writing works again.
CREATE TABLE rest_probe (
    id INTEGER PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT;
