-- What is migrated, backed up and sent: the journal, and what belongs to this desk's machine alone.

-- One row an act's outcome. Bodies are JSON; the personal one can be erased by order, its hash stays.
CREATE TABLE entry (
    desk          TEXT    NOT NULL,
    seq           INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    day           TEXT    NOT NULL,
    user          TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    personal      TEXT,
    personal_hash BLOB,
    hash          BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_name ON entry (desk, seq);

-- Which entries a subject is folded from, in the journal's order.
CREATE TABLE subject (
    subject TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    desk    TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (subject, at, desk, seq)
) STRICT, WITHOUT ROWID;

-- This machine's own: which desk it is, its key, what it was told.
CREATE TABLE own (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Wrong passwords in a row (J-16).
CREATE TABLE tries (
    user  TEXT PRIMARY KEY,
    wrong INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The spool (C-20): made with what it prints, in one transaction; never lost.
CREATE TABLE job (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    paper    TEXT    NOT NULL,
    copy     INTEGER NOT NULL,
    look     TEXT    NOT NULL,
    target   TEXT    NOT NULL,
    user     TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    tries    INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL DEFAULT 0,
    pages    INTEGER NOT NULL DEFAULT 0,
    fault    TEXT,
    content  BLOB
) STRICT;
CREATE INDEX job_waiting ON job (state, id) WHERE state IN ('queued', 'printing', 'failed');
CREATE INDEX job_paper ON job (paper);
