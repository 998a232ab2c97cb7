-- What a desk keeps of its talk with others. The journal itself holds their entries beside its own.

-- By whose word a chain stands here (J-4, J-15): the last signature that came with it.
CREATE TABLE signed (
    desk      TEXT PRIMARY KEY,
    seq       INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    signature BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- What went wrong between this desk and others, until it is mended.
CREATE TABLE trouble (
    kind   TEXT    NOT NULL,
    desk   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL,
    remedy TEXT    NOT NULL,
    PRIMARY KEY (kind, desk)
) STRICT, WITHOUT ROWID;

-- Refusals are looked for before the journal is folded: an entry that was refused is folded by nobody.
CREATE INDEX entry_refusal ON entry (desk, seq) WHERE kind = 'entry-refused';
