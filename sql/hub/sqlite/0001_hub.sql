-- What a hub keeps for a small utility, in one file. Desk 0 of an office is the hub's own hand there.

CREATE TABLE entry (
    office        TEXT    NOT NULL,
    desk          INTEGER NOT NULL,
    seq           INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    day           TEXT    NOT NULL,
    user          TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    -- Can be erased by order; its hash stays.
    personal      TEXT,
    personal_hash BLOB,
    hash          BLOB    NOT NULL,
    -- The desk's own, where a run that it handed over ended.
    signature     BLOB
) STRICT;
CREATE UNIQUE INDEX entry_name ON entry (office, desk, seq);
CREATE INDEX entry_signed ON entry (office, desk, seq) WHERE signature IS NOT NULL;

CREATE TABLE member (
    office    TEXT    NOT NULL,
    desk      INTEGER NOT NULL,
    founded   TEXT    NOT NULL,
    head_seq  INTEGER NOT NULL,
    head_hash BLOB    NOT NULL,
    at        INTEGER NOT NULL,
    standing  TEXT    NOT NULL,
    revoked   TEXT,
    PRIMARY KEY (office, desk)
) STRICT, WITHOUT ROWID;

-- What desks said last that they hold, and when.
CREATE TABLE contact (
    office  TEXT    NOT NULL,
    desk    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    witness BLOB    NOT NULL,
    PRIMARY KEY (office, desk)
) STRICT, WITHOUT ROWID;

-- Roles ever given.
CREATE TABLE granted (
    office TEXT NOT NULL,
    user   TEXT NOT NULL,
    role   TEXT NOT NULL,
    PRIMARY KEY (office, user, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE code (
    id       TEXT PRIMARY KEY,
    office   TEXT    NOT NULL,
    replaces INTEGER,
    until    INTEGER NOT NULL,
    used_by  TEXT
) STRICT, WITHOUT ROWID;
