-- What each month close did to each consumer; a close that a late payment made void stands no more.
CREATE TABLE closing (
    period   TEXT    NOT NULL,
    consumer INTEGER NOT NULL,
    owner    TEXT    NOT NULL,
    outcome  TEXT    NOT NULL,
    was      TEXT    NOT NULL,
    became   TEXT    NOT NULL,
    stands   INTEGER NOT NULL,
    bill     TEXT,
    method   TEXT,
    lock     INTEGER NOT NULL,
    billed   INTEGER NOT NULL,
    bpsc     INTEGER NOT NULL,
    cofee    INTEGER NOT NULL,
    notice   TEXT,
    desk     TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (consumer, period, desk, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX closing_period ON closing (period, outcome, consumer);
CREATE INDEX closing_notice ON closing (notice) WHERE notice IS NOT NULL;

-- Payments of the online system that wait for somebody to say whose they are.
CREATE TABLE online (
    reference TEXT    PRIMARY KEY,
    number    TEXT    NOT NULL,
    amount    INTEGER NOT NULL,
    day       TEXT    NOT NULL,
    why       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
