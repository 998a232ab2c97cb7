-- Whether this file is an earlier state of itself, put back from a backup; and the offices that have caught up since.
CREATE TABLE storage (put_back INTEGER NOT NULL) STRICT;
INSERT INTO storage (put_back) VALUES (0);
CREATE TABLE caught_up (office TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
