-- Documents that entries name, in pieces as they came.
CREATE TABLE document (
    office TEXT    NOT NULL,
    desk   INTEGER NOT NULL,
    sha256 TEXT    NOT NULL,
    size   INTEGER NOT NULL,
    got    INTEGER NOT NULL,
    -- All of it is there, and is what its hash says.
    whole  INTEGER NOT NULL,
    PRIMARY KEY (office, desk, sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_piece (
    office TEXT    NOT NULL,
    desk   INTEGER NOT NULL,
    sha256 TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    bytes  BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX document_piece_name ON document_piece (office, desk, sha256, at);
