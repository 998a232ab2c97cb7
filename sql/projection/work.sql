-- Every open item of every kind of work: who must act next, since when it waits, by when it is to be done (R-3).
CREATE TABLE work_item (
    no       TEXT    PRIMARY KEY,
    -- Its type, as bill-revision.
    kind     TEXT    NOT NULL,
    -- Of a workflow's item; else empty.
    workflow TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    office   TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    -- Whom it waits for now; `home` by its own state, before anybody forwarded it.
    role     TEXT    NOT NULL,
    home     TEXT    NOT NULL,
    -- Where it stands, for what was arranged there.
    stage    TEXT    NOT NULL,
    -- The user to whom it was given; NULL: any of the role. Who arranged that, and when.
    assigned TEXT,
    sender   TEXT    NOT NULL,
    given    INTEGER,
    day      TEXT    NOT NULL,
    since    TEXT    NOT NULL,
    due      TEXT,
    consumer INTEGER,
    area     TEXT    NOT NULL,
    message  TEXT    NOT NULL,
    -- When it was made, and came where it stands: milliseconds since 1970, UTC.
    made     INTEGER NOT NULL,
    moved    INTEGER NOT NULL,
    -- Of a complaint: the minute of local time from which its levels count, minutes of its limit, the level that was seen to.
    base     INTEGER,
    lasts    INTEGER,
    seen     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- A role's list of applications, the longest waiting first.
-- What a list may be narrowed by stands in its index, so that rows which are passed over are not read.
CREATE INDEX work_item_role ON work_item (role, since, no, office, workflow, due, state, kind) WHERE workflow <> '';
CREATE INDEX work_item_since ON work_item (since, no, role, office, workflow, due, state, kind) WHERE workflow <> '';
CREATE INDEX work_item_stands ON work_item (office, role, workflow, title, state, text, since, due, kind) WHERE workflow <> '';
-- The To Do list: of each type the oldest first, of all, of a role, of a user; and of those that climbed.
CREATE INDEX work_item_type ON work_item (kind, made, no, office, role, state, assigned, base, lasts, seen, moved);
CREATE INDEX work_item_type_role ON work_item (kind, role, made, no, office, state, assigned, base, lasts, seen, moved);
CREATE INDEX work_item_assigned ON work_item (assigned, kind, made, no, office, role, state, base, lasts, seen, moved) WHERE assigned IS NOT NULL;
CREATE INDEX work_item_moved ON work_item (kind, moved, made, no, office, role, state, assigned, base, lasts, seen);
CREATE INDEX work_item_consumer ON work_item (consumer, made) WHERE consumer IS NOT NULL;

-- How many of a role's applications in an office are to be done by a day (empty: without a limit), for who looks at how many wait. Kept by the
-- table itself: whoever writes an item, by whatever statement, it is counted with it.
CREATE TABLE work_count (
    role   TEXT    NOT NULL,
    office TEXT    NOT NULL,
    due    TEXT    NOT NULL,
    items  INTEGER NOT NULL,
    PRIMARY KEY (role, office, due)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER work_item_put AFTER INSERT ON work_item WHEN new.workflow <> '' AND new.kind <> 'bill-revision' BEGIN
    INSERT INTO work_count (role, office, due, items) VALUES (new.role, new.office, coalesce(new.due, ''), 1)
    ON CONFLICT (role, office, due) DO UPDATE SET items = items + 1;
END;
CREATE TRIGGER work_item_taken AFTER DELETE ON work_item WHEN old.workflow <> '' AND old.kind <> 'bill-revision' BEGIN
    UPDATE work_count SET items = items - 1 WHERE role = old.role AND office = old.office AND due = coalesce(old.due, '');
    DELETE FROM work_count WHERE role = old.role AND office = old.office AND due = coalesce(old.due, '') AND items = 0;
END;
CREATE TRIGGER work_item_left AFTER UPDATE OF role, office, due, kind, workflow ON work_item
WHEN old.workflow <> '' AND old.kind <> 'bill-revision' BEGIN
    UPDATE work_count SET items = items - 1 WHERE role = old.role AND office = old.office AND due = coalesce(old.due, '');
    DELETE FROM work_count WHERE role = old.role AND office = old.office AND due = coalesce(old.due, '') AND items = 0;
END;
CREATE TRIGGER work_item_moved_to AFTER UPDATE OF role, office, due, kind, workflow ON work_item
WHEN new.workflow <> '' AND new.kind <> 'bill-revision' BEGIN
    INSERT INTO work_count (role, office, due, items) VALUES (new.role, new.office, coalesce(new.due, ''), 1)
    ON CONFLICT (role, office, due) DO UPDATE SET items = items + 1;
END;

-- Items that are done, for whoever asks what became of them (R-3, R-11).
CREATE TABLE work_done (
    no       TEXT    NOT NULL,
    made     INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    office   TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    rejected INTEGER NOT NULL,
    day      TEXT    NOT NULL,
    consumer INTEGER,
    area     TEXT    NOT NULL,
    message  TEXT    NOT NULL,
    -- By whom, and when, in milliseconds since 1970.
    officer  TEXT    NOT NULL,
    done     INTEGER NOT NULL,
    base     INTEGER,
    lasts    INTEGER,
    -- Of a complaint: the minute of local time in which it was put right.
    ended    INTEGER,
    -- What it did to the account, in paise.
    amount   INTEGER,
    PRIMARY KEY (no, made)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_done_type ON work_done (kind, made, no, office, officer, state, rejected, done, base, lasts, ended, amount);
CREATE INDEX work_done_officer ON work_done (officer, kind, made, no, office, state, rejected, base, lasts, ended);
CREATE INDEX work_done_consumer ON work_done (consumer, made) WHERE consumer IS NOT NULL;

-- The words by which an item is found beside its applicant's and consumer's: of number and message.
CREATE TABLE work_word (
    word TEXT NOT NULL,
    no   TEXT NOT NULL,
    PRIMARY KEY (word, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_word_of ON work_word (no, word);

-- Who arranged something about an open item after another had: they are to be told.
CREATE TABLE work_apart (
    user TEXT NOT NULL,
    no   TEXT NOT NULL,
    how  TEXT NOT NULL,
    -- Whose word stands.
    by   TEXT NOT NULL,
    PRIMARY KEY (user, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_apart_no ON work_apart (no);
