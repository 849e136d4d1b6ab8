-- The tables of those who write methods of their own. `last_id`: the last id that was given out; `seal` tells whether it is
-- still what was written.
CREATE TABLE rest_row_tables (
    portal TEXT NOT NULL,
    name TEXT NOT NULL,
    last_id INTEGER NOT NULL,
    seal INTEGER NOT NULL,
    PRIMARY KEY (portal, name)
) STRICT, WITHOUT ROWID;

-- Their rows; `name` is the table's. `value` is JSON, and may be long: such rows do not belong into an index.
CREATE TABLE rest_rows (
    portal TEXT NOT NULL,
    name TEXT NOT NULL,
    id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    key TEXT,
    value TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (portal, name, id),
    UNIQUE (portal, name, key)
) STRICT;
