-- Every key begins with the portal. `record` is the account as JSON; the columns before it are what it is found by.
-- `checksum` is over the row: see what the SQL engines have in common. Text sorts and compares by bytes.
CREATE TABLE rest_schema (
    version bigint PRIMARY KEY
);

CREATE TABLE rest_users (
    portal text COLLATE "C" NOT NULL,
    id bigint NOT NULL,
    login text COLLATE "C" NOT NULL,
    record text COLLATE "C" NOT NULL,
    checksum bigint NOT NULL,
    PRIMARY KEY (portal, id),
    UNIQUE (portal, login)
);

CREATE TABLE rest_applications (
    portal text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    record text COLLATE "C" NOT NULL,
    checksum bigint NOT NULL,
    PRIMARY KEY (portal, client_id)
);

CREATE TABLE rest_webhooks (
    portal text COLLATE "C" NOT NULL,
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    code bytea NOT NULL,
    application text COLLATE "C",
    record text COLLATE "C" NOT NULL,
    checksum bigint NOT NULL,
    PRIMARY KEY (portal, id),
    UNIQUE (portal, user_id, code)
);

CREATE TABLE rest_tokens (
    portal text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    application text COLLATE "C" NOT NULL,
    user_id bigint NOT NULL,
    expires bigint NOT NULL,
    record text COLLATE "C" NOT NULL,
    checksum bigint NOT NULL,
    PRIMARY KEY (portal, hash)
);

CREATE TABLE rest_refresh_tokens (
    portal text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    application text COLLATE "C" NOT NULL,
    user_id bigint NOT NULL,
    expires bigint NOT NULL,
    record text COLLATE "C" NOT NULL,
    checksum bigint NOT NULL,
    PRIMARY KEY (portal, hash)
);

-- A row per option. `position` orders keys as they were first written; a replaced value keeps it. user_id -1: what all users
-- of the application share. `value` is JSON. A key may be longer than an entry of an index, so its BLAKE3 hash is in the
-- primary key, and it may have a NUL, which text cannot.
CREATE TABLE rest_options (
    portal text COLLATE "C" NOT NULL,
    application text COLLATE "C" NOT NULL,
    user_id bigint NOT NULL,
    key_hash bytea NOT NULL,
    key bytea NOT NULL,
    value text COLLATE "C" NOT NULL,
    checksum bigint NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (portal, application, user_id, key_hash)
);

CREATE INDEX rest_options_in_order ON rest_options (portal, application, user_id, position, key_hash);
