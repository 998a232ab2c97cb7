-- A consumer as its entries made it; `state` is the fold's own, the columns are what lists ask for.
CREATE TABLE consumer (
    id         INTEGER PRIMARY KEY,
    office     TEXT    NOT NULL,
    area       TEXT    NOT NULL,
    -- Feeder and transformer, in the order in which one walks.
    place      TEXT    NOT NULL,
    category   TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    -- Which of the lists of L-14 its status puts it in.
    stage      TEXT,
    department TEXT,
    balance    INTEGER NOT NULL,
    sd         INTEGER NOT NULL,
    read_in    TEXT    NOT NULL,
    paid_in    TEXT,
    marks      INTEGER NOT NULL,
    cash_only  TEXT,
    -- The last period with a bill; empty where there is none.
    billed_in  TEXT    NOT NULL,
    -- Of the belated: from when on the supply may be cut.
    cut_from   TEXT,
    -- Of the disconnected: the period whose close cut the supply.
    auto_cut   TEXT,
    at         INTEGER NOT NULL,
    desk       TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    state      TEXT    NOT NULL
) STRICT;
CREATE INDEX consumer_department ON consumer (department, read_in, area, category, balance) WHERE department IS NOT NULL;
CREATE INDEX consumer_status ON consumer (status, id) WHERE status <> 'LIVE';
-- The lists: each finds its first page, and its total, without reading a consumer's state. Area, category and
-- balance stand in them, so that a filter and a total need nothing else.
CREATE INDEX consumer_place ON consumer (area, category, status);
CREATE INDEX consumer_dues ON consumer (balance, area, category) WHERE balance >= 100;
CREATE INDEX consumer_advance ON consumer (balance, area, category) WHERE balance <= -100;
CREATE INDEX consumer_cash_only ON consumer (cash_only, area, category, balance) WHERE cash_only IS NOT NULL;

-- What a close looks at: those without a bill, and those with dues though active; the others stand in consumer_status.
CREATE INDEX consumer_unbilled ON consumer (billed_in, id) WHERE status = 'LIVE';
CREATE INDEX consumer_live_dues ON consumer (id) WHERE status = 'LIVE' AND balance >= 100;

-- The lists that are walked with: area and place come first, so that a page sorts no more than the houses of one transformer.
CREATE INDEX consumer_stage ON consumer (stage, area, place, category, cut_from, balance) WHERE stage IS NOT NULL;
CREATE INDEX consumer_auto_cut ON consumer (area, place, category, auto_cut, balance) WHERE auto_cut IS NOT NULL;
CREATE INDEX consumer_marks ON consumer (area, place, category, marks, balance) WHERE marks <> 0;

-- Who the consumer is: what a clerk searches by.
CREATE TABLE person (
    id         INTEGER PRIMARY KEY,
    number     TEXT NOT NULL,
    old_number TEXT NOT NULL,
    name       TEXT NOT NULL,
    address    TEXT NOT NULL,
    area       TEXT NOT NULL,
    phone      TEXT NOT NULL,
    email      TEXT NOT NULL,
    meter      TEXT NOT NULL,
    sounds     TEXT NOT NULL,
    -- The address as one walks: the tenth house after the ninth.
    house      TEXT NOT NULL
) STRICT;
CREATE INDEX person_old_number ON person (old_number) WHERE old_number <> '';
CREATE INDEX person_meter ON person (meter);

-- Beginnings of up to eight characters have a list of their own: of a phone's first four digits there are a million ends, and a
-- beginning without a list is put together from those of all its ends. In which column a word stands is not kept (detail), so
-- that lists are short and soon gone through: what sounds alike bears a mark instead.
CREATE VIRTUAL TABLE found USING fts5 (
    number, old_number, name, address, area, phone, meter, sounds,
    content = 'person', content_rowid = 'id', detail = 'none', prefix = '1 2 3 4 5 6 7 8',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'"
);
-- What is taken out of the index is overwritten, not only marked (J-19).
INSERT INTO found (found, rank) VALUES ('secure-delete', 1);
