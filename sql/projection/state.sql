-- Subjects other than consumers: counters, postings, users, the set-up, stationery.
CREATE TABLE state (
    subject TEXT    PRIMARY KEY,
    at      INTEGER NOT NULL,
    desk    TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    state   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Each series (C-7): its last number, and how many there are; where the two differ, there is a gap or a number stands twice.
CREATE TABLE series (
    kind TEXT    NOT NULL,
    desk TEXT    NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    made INTEGER NOT NULL,
    PRIMARY KEY (kind, desk, year)
) STRICT, WITHOUT ROWID;

-- Postings, for the approver's list.
CREATE TABLE posting (
    no     TEXT PRIMARY KEY,
    day    TEXT NOT NULL,
    maker  TEXT NOT NULL,
    stands TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_waiting ON posting (day, no) WHERE stands = 'waiting';

-- Receipts moved to another consumer or dishonoured: nothing of them is left where they were.
CREATE TABLE undone (
    receipt TEXT NOT NULL,
    number  TEXT NOT NULL,
    owner   TEXT NOT NULL,
    -- The consumer that a moved receipt is of now.
    moved_to INTEGER,
    PRIMARY KEY (receipt, number, owner)
) STRICT, WITHOUT ROWID;

-- Duplicates ordered, by paper (C-7).
CREATE TABLE duplicate (
    paper TEXT    NOT NULL,
    desk  TEXT    NOT NULL,
    seq   INTEGER NOT NULL,
    PRIMARY KEY (paper, desk, seq)
) STRICT, WITHOUT ROWID;

-- Entries that their desk had no right to write (J-13): kept, and folded by nobody.
CREATE TABLE refused (
    desk TEXT    NOT NULL,
    seq  INTEGER NOT NULL,
    kind TEXT    NOT NULL,
    user TEXT    NOT NULL,
    why  TEXT    NOT NULL,
    PRIMARY KEY (desk, seq)
) STRICT, WITHOUT ROWID;

-- Entries that can't be true, whatever their desk signed (J-6): kept, and folded by nobody.
CREATE TABLE unfit (
    desk TEXT    NOT NULL,
    seq  INTEGER NOT NULL,
    kind TEXT    NOT NULL,
    user TEXT    NOT NULL,
    why  TEXT    NOT NULL,
    PRIMARY KEY (desk, seq)
) STRICT, WITHOUT ROWID;

-- Entries that a newer program wrote (J-20): kept, and folded when this one is as new.
CREATE TABLE unread (
    desk TEXT    NOT NULL,
    seq  INTEGER NOT NULL,
    kind TEXT    NOT NULL,
    PRIMARY KEY (desk, seq)
) STRICT, WITHOUT ROWID;
