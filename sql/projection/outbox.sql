-- Messages that wait to be sent; numbers and names are joined when they are. Notices of any kind stand here.
CREATE TABLE outbox (
    desk     TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    template TEXT    NOT NULL,
    paper    TEXT    NOT NULL,
    consumer INTEGER,
    -- Milliseconds since 1970, UTC.
    queued   INTEGER NOT NULL,
    PRIMARY KEY (desk, seq, line)
) STRICT, WITHOUT ROWID;
