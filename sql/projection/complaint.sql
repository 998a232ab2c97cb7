-- Complaints, one row each, as their own entries and their outage's make them.
CREATE TABLE complaint (
    no          TEXT    PRIMARY KEY,
    desk        TEXT    NOT NULL,
    -- The entry that logged it: the caller's words stand there.
    entry       INTEGER NOT NULL,
    day         TEXT    NOT NULL,
    -- Minutes of local time since 1970.
    logged      INTEGER NOT NULL,
    due         INTEGER NOT NULL,
    danger      INTEGER NOT NULL,
    priority    TEXT    NOT NULL,
    open        INTEGER NOT NULL,
    stands      TEXT    NOT NULL,
    consumer    INTEGER,
    place       TEXT    NOT NULL,
    area        TEXT    NOT NULL,
    transformer TEXT    NOT NULL,
    category    TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    nature      TEXT    NOT NULL,
    passed      TEXT,
    -- The outage that it belongs to: the topmost above it.
    outage      TEXT,
    calls       INTEGER NOT NULL,
    reopened    INTEGER NOT NULL,
    responded   INTEGER,
    closed      INTEGER,
    proof       TEXT,
    -- Rectified twice apart: the case is a person's to look at.
    apart       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- The pending ones as they stand in view: danger on top, then the newest.
CREATE INDEX complaint_open ON complaint (danger DESC, logged DESC, no DESC) WHERE open = 1;
CREATE INDEX complaint_open_area ON complaint (area, logged) WHERE open = 1;
CREATE INDEX complaint_open_transformer ON complaint (transformer, logged) WHERE open = 1;
CREATE INDEX complaint_place ON complaint (place COLLATE NOCASE) WHERE place <> '' AND consumer IS NULL;
CREATE INDEX complaint_open_due ON complaint (due) WHERE open = 1;
CREATE INDEX complaint_consumer ON complaint (consumer, logged) WHERE consumer IS NOT NULL;
CREATE INDEX complaint_day ON complaint (day, desk, entry);
CREATE INDEX complaint_outage ON complaint (outage) WHERE outage IS NOT NULL;
CREATE INDEX complaint_apart ON complaint (no) WHERE apart > 0;

-- Who called, from which number, in which words: gone with an order to erase them.
CREATE TABLE caller (
    desk      TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    complaint TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    phone     TEXT    NOT NULL,
    words     TEXT    NOT NULL,
    PRIMARY KEY (desk, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX caller_phone ON caller (substr(phone, -4), phone) WHERE phone <> '';
CREATE INDEX caller_complaint ON caller (complaint);
-- A number is known by its end, which is what differs.
CREATE INDEX person_phone_end ON person (substr(phone, -4)) WHERE phone <> '';
