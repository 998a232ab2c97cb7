-- Which database this is, so that one restored from a dump is known as such; whether it is an earlier state of itself; and the offices that
-- have caught up since.
CREATE TABLE storage (server text NOT NULL, put_back boolean NOT NULL);
INSERT INTO storage (server, put_back)
SELECT c.system_identifier || '/' || d.oid, false FROM pg_control_system() c, pg_database d WHERE d.datname = current_database();
CREATE TABLE caught_up (office text PRIMARY KEY);
