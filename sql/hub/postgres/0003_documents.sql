-- Documents that entries name, in pieces as they came.
CREATE TABLE document (
    office text     NOT NULL,
    desk   smallint NOT NULL,
    sha256 text     NOT NULL,
    size   bigint   NOT NULL,
    got    bigint   NOT NULL,
    -- All of it is there, and is what its hash says.
    whole  boolean  NOT NULL,
    PRIMARY KEY (office, desk, sha256)
);
CREATE TABLE document_piece (
    office text     NOT NULL,
    desk   smallint NOT NULL,
    sha256 text     NOT NULL,
    at     bigint   NOT NULL,
    bytes  bytea    NOT NULL,
    PRIMARY KEY (office, desk, sha256, at)
);
-- Photographs don't pack smaller.
ALTER TABLE document_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;
