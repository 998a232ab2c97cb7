-- `owner` is the subject whose fold gave the row: a subject that is folded again loses its rows first.
CREATE TABLE bill (
    no       TEXT    PRIMARY KEY,
    owner    TEXT    NOT NULL,
    consumer INTEGER NOT NULL,
    period   TEXT    NOT NULL,
    day      TEXT    NOT NULL,
    standing INTEGER NOT NULL,
    units    INTEGER NOT NULL,
    amount   INTEGER NOT NULL,
    payable  INTEGER NOT NULL,
    desk     TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    -- The request by which it was revised (R-7); it stays as it was issued.
    revised  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX bill_consumer ON bill (consumer, period);
CREATE INDEX bill_period ON bill (period);

CREATE TABLE receipt (
    no       TEXT    PRIMARY KEY,
    owner    TEXT    NOT NULL,
    consumer INTEGER,
    day      TEXT    NOT NULL,
    head     TEXT    NOT NULL,
    amount   INTEGER NOT NULL,
    desk     TEXT    NOT NULL,
    seq      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_day ON receipt (day, desk, seq);
CREATE INDEX receipt_consumer ON receipt (consumer, day) WHERE consumer IS NOT NULL;

CREATE TABLE tender (
    receipt   TEXT    NOT NULL,
    line      INTEGER NOT NULL,
    owner     TEXT    NOT NULL,
    mode      TEXT    NOT NULL,
    amount    INTEGER NOT NULL,
    reference TEXT,
    bank      TEXT,
    number    TEXT,
    date      TEXT,
    PRIMARY KEY (receipt, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX tender_instrument ON tender (number, bank) WHERE number IS NOT NULL;

-- The double-entry ledger: debit above zero, credit below; each entry's rows sum to nothing.
CREATE TABLE ledger (
    desk     TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    owner    TEXT    NOT NULL,
    line     INTEGER NOT NULL,
    day      TEXT    NOT NULL,
    account  TEXT    NOT NULL,
    consumer INTEGER,
    amount   INTEGER NOT NULL,
    PRIMARY KEY (desk, seq, owner, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_consumer ON ledger (consumer, account) WHERE consumer IS NOT NULL;
CREATE INDEX ledger_day ON ledger (day, account);

-- What stands in the counters' book beside receipts: openings, closes, hand-overs, remittances, duplicates, postings, cheques that
-- came back. Few rows; receipts have their own index.
CREATE TABLE book (
    desk  TEXT    NOT NULL,
    seq   INTEGER NOT NULL,
    day   TEXT    NOT NULL,
    kind  TEXT    NOT NULL,
    paper TEXT,
    PRIMARY KEY (desk, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX book_day ON book (day, desk, seq);
CREATE INDEX book_kind ON book (desk, kind, seq);
CREATE INDEX book_paper ON book (paper) WHERE paper IS NOT NULL;
