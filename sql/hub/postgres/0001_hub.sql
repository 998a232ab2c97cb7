-- What a hub keeps for a utility. Everything is keyed by office first: on a cluster (Citus) each table is distributed by it.
-- Desk 0 of an office is the hub's own hand there.

CREATE TABLE entry (
    office        text     NOT NULL,
    desk          smallint NOT NULL,
    seq           bigint   NOT NULL,
    at            bigint   NOT NULL,
    day           text     NOT NULL,
    "user"        text     NOT NULL,
    kind          text     NOT NULL,
    body          text     NOT NULL,
    -- Can be erased by order; its hash stays.
    personal      text,
    personal_hash bytea,
    hash          bytea    NOT NULL,
    -- The desk's own, where a run that it handed over ended.
    signature     bytea,
    PRIMARY KEY (office, desk, seq)
);
CREATE INDEX entry_signed ON entry (office, desk, seq) WHERE signature IS NOT NULL;

CREATE TABLE member (
    office    text     NOT NULL,
    desk      smallint NOT NULL,
    founded   text     NOT NULL,
    head_seq  bigint   NOT NULL,
    head_hash bytea    NOT NULL,
    at        bigint   NOT NULL,
    standing  text     NOT NULL,
    revoked   text,
    PRIMARY KEY (office, desk)
) WITH (fillfactor = 70);

-- What desks said last that they hold, and when.
CREATE TABLE contact (
    office  text     NOT NULL,
    desk    smallint NOT NULL,
    at      bigint   NOT NULL,
    witness bytea    NOT NULL,
    PRIMARY KEY (office, desk)
) WITH (fillfactor = 70);

-- Roles ever given.
CREATE TABLE granted (
    office text NOT NULL,
    "user" text NOT NULL,
    role   text NOT NULL,
    PRIMARY KEY (office, "user", role)
);

CREATE TABLE code (
    office   text   NOT NULL,
    id       text   NOT NULL,
    replaces smallint,
    until    bigint NOT NULL,
    used_by  text,
    PRIMARY KEY (office, id)
);
