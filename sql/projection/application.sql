-- Applications for connections, one row each, as their own entries make them.
CREATE TABLE application (
    no        TEXT    PRIMARY KEY,
    workflow  TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    office    TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    state     TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    open      INTEGER NOT NULL,
    since     TEXT    NOT NULL,
    area      TEXT    NOT NULL,
    category  TEXT    NOT NULL,
    -- Whom it is about, and the number that it made.
    about     INTEGER,
    made      INTEGER,
    reference TEXT,
    -- The last day of a temporary supply.
    until     TEXT,
    -- The meter that is up while the number is not made yet (N-5).
    meter     TEXT,
    -- Steps taken apart, after another had taken their turn: a person looks at them.
    apart     INTEGER NOT NULL,
    -- The entry that has the applicant's name.
    desk      TEXT    NOT NULL,
    seq       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX application_day ON application (day, no);
CREATE INDEX application_made ON application (made) WHERE made IS NOT NULL;
CREATE INDEX application_about ON application (about) WHERE about IS NOT NULL;
CREATE INDEX application_reference ON application (reference) WHERE reference IS NOT NULL;
CREATE INDEX application_meter ON application (meter) WHERE meter IS NOT NULL;
CREATE INDEX application_until ON application (until, no) WHERE open = 1 AND made IS NOT NULL AND until IS NOT NULL;
CREATE INDEX application_apart ON application (no) WHERE apart > 0;

-- Who applied: gone with an order to erase.
CREATE TABLE applicant (
    desk        TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    application TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    address     TEXT    NOT NULL,
    phone       TEXT    NOT NULL,
    email       TEXT    NOT NULL,
    PRIMARY KEY (desk, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX applicant_application ON applicant (application);
-- The words by which an application is found: of name, address, telephone and number.
CREATE TABLE applicant_word (
    word        TEXT    NOT NULL,
    application TEXT    NOT NULL,
    desk        TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    PRIMARY KEY (word, application, desk, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX applicant_word_of ON applicant_word (application, word);
CREATE INDEX applicant_word_entry ON applicant_word (desk, seq);

-- Entries whose personal body an order erased: one that is heard of later loses it too.
CREATE TABLE erased (
    desk TEXT    NOT NULL,
    seq  INTEGER NOT NULL,
    PRIMARY KEY (desk, seq)
) STRICT, WITHOUT ROWID;

-- Which entry made a numbered paper of an application.
CREATE TABLE application_paper (
    paper       TEXT    PRIMARY KEY,
    application TEXT    NOT NULL,
    desk        TEXT    NOT NULL,
    seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Steps taken apart: their entries, for whoever folds the consumer that they touch.
CREATE TABLE step_apart (
    desk        TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    application TEXT    NOT NULL,
    consumer    INTEGER,
    PRIMARY KEY (desk, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_apart_of ON step_apart (application);

-- Documents as entries name them. They themselves are files, here or at another desk.
CREATE TABLE document (
    desk        TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    line        INTEGER NOT NULL,
    application TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    bytes       INTEGER NOT NULL,
    sha256      TEXT    NOT NULL,
    PRIMARY KEY (desk, seq, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_of ON document (application);
