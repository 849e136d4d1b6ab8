-- What limits count. It is not worth a flush, and gone after a crash of the server; by its clock.
CREATE UNLOGGED TABLE rest_buckets (
    portal text COLLATE "C" NOT NULL,
    bucket text COLLATE "C" NOT NULL,
    level double precision NOT NULL,
    changed timestamptz NOT NULL,
    PRIMARY KEY (portal, bucket)
);

-- Handler time of a minute since the Unix epoch; `began`: the first call in it.
CREATE UNLOGGED TABLE rest_operating (
    portal text COLLATE "C" NOT NULL,
    caller text COLLATE "C" NOT NULL,
    method text COLLATE "C" NOT NULL,
    minute bigint NOT NULL,
    began timestamptz NOT NULL,
    micros bigint NOT NULL,
    PRIMARY KEY (portal, caller, method, minute)
);
