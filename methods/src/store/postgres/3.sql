-- The tables of those who write methods of their own. `last_id`: the last id that was given out; `seal` tells whether it is
-- still what was written.
CREATE TABLE rest_row_tables (
    portal text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    last_id bigint NOT NULL,
    seal bigint NOT NULL,
    PRIMARY KEY (portal, name)
);

-- Their rows; `name` is the table's. `value` is JSON.
CREATE TABLE rest_rows (
    portal text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    id bigint NOT NULL,
    version bigint NOT NULL,
    key text COLLATE "C",
    value text COLLATE "C" NOT NULL,
    checksum bigint NOT NULL,
    CONSTRAINT rest_rows_by_id PRIMARY KEY (portal, name, id),
    CONSTRAINT rest_rows_by_key UNIQUE (portal, name, key)
);
