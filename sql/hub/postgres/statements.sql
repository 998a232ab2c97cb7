-- name: begin migration
SELECT pg_advisory_xact_lock(7305807)

-- name: versions
CREATE TABLE IF NOT EXISTS ebcm_hub (version integer NOT NULL)

-- name: version
SELECT coalesce(max(version), 0) FROM ebcm_hub

-- name: put version
INSERT INTO ebcm_hub (version) VALUES ($1)

-- An acknowledged commit stands, however the server was set up.
-- name: durable
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'

-- name: member
SELECT m.office, m.desk, m.founded, m.head_seq, m.head_hash, m.at, m.standing, m.revoked, coalesce(c.at, 0)
FROM member m LEFT JOIN contact c ON c.office = m.office AND c.desk = m.desk
WHERE m.office = $1 AND m.desk = $2

-- name: members
SELECT m.office, m.desk, m.founded, m.head_seq, m.head_hash, m.at, m.standing, m.revoked, coalesce(c.at, 0)
FROM member m LEFT JOIN contact c ON c.office = m.office AND c.desk = m.desk
WHERE m.office = ANY($1) ORDER BY m.office, m.desk

-- name: granted
SELECT "user", role FROM granted WHERE office = $1

-- name: hash
SELECT hash FROM entry WHERE office = $1 AND desk = $2 AND seq = $3

-- name: next at
SELECT e.office, e.desk, e.at
FROM unnest($1::text[], $2::smallint[], $3::bigint[]) AS n (office, desk, seq)
JOIN entry e ON e.office = n.office AND e.desk = n.desk AND e.seq = n.seq

-- The last signature within reach.
-- name: end near
SELECT seq, signature FROM entry
WHERE office = $1 AND desk = $2 AND seq > $3 AND seq <= $4 AND signature IS NOT NULL ORDER BY seq DESC LIMIT 1

-- The first one beyond it.
-- name: end far
SELECT seq, signature FROM entry
WHERE office = $1 AND desk = $2 AND seq > $3 AND signature IS NOT NULL ORDER BY seq LIMIT 1

-- name: run
SELECT seq, at, day, "user", kind, body, personal, personal_hash, hash FROM entry
WHERE office = $1 AND desk = $2 AND seq > $3 AND seq <= $4 ORDER BY seq

-- name: admit
INSERT INTO member (office, desk, founded, head_seq, head_hash, at, standing) VALUES ($1, $2, $3, 0, $4, 0, $5)
ON CONFLICT DO NOTHING

-- name: use code
UPDATE code SET used_by = $2 WHERE id = $1 AND used_by IS NULL

-- name: move head
UPDATE member SET head_seq = $4, head_hash = $5, at = $6, standing = $7
WHERE office = $1 AND desk = $2 AND head_seq = $3 AND (revoked IS NULL OR $8::boolean)

-- name: copy entries
COPY entry (office, desk, seq, at, day, "user", kind, body, personal, personal_hash, hash, signature) FROM STDIN (FORMAT binary)

-- name: grant
INSERT INTO granted (office, "user", role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: erase
UPDATE entry SET personal = NULL WHERE office = $1 AND desk = $2 AND seq = $3

-- name: revoke
UPDATE member SET revoked = $3 WHERE office = $1 AND desk = $2 AND revoked IS NULL

-- name: put witness
INSERT INTO contact (office, desk, at, witness) VALUES ($1, $2, $3, $4)
ON CONFLICT (office, desk) DO UPDATE SET at = excluded.at, witness = excluded.witness

-- name: witnesses
SELECT witness FROM contact WHERE office = $1 ORDER BY desk

-- name: put code
INSERT INTO code (office, id, replaces, until, used_by) VALUES ($1, $2, $3, $4, $5)

-- name: code
SELECT office, replaces, until, used_by FROM code WHERE id = $1

-- name: ready
SELECT count(*) FROM member WHERE office = ''

-- name: listen
LISTEN ebcm_hub

-- name: tell
SELECT pg_notify('ebcm_hub', $1::text || ' ' || office) FROM unnest($2::text[]) AS office

-- Where this is another database than it was, or somebody says that it is an earlier state: nobody was heard since, and no code holds.
-- name: put back
WITH now (server) AS (
    SELECT c.system_identifier || '/' || d.oid FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()
),
moved AS (
    UPDATE storage SET server = now.server, put_back = true FROM now WHERE storage.server <> now.server OR $1::boolean RETURNING 1
),
unheard AS (UPDATE contact SET at = 0 WHERE EXISTS (SELECT FROM moved)),
void AS (UPDATE code SET used_by = '' WHERE used_by IS NULL AND EXISTS (SELECT FROM moved)),
again AS (DELETE FROM caught_up WHERE EXISTS (SELECT FROM moved))
SELECT count(*) FROM moved

-- name: is put back
SELECT put_back AND NOT EXISTS (SELECT FROM caught_up WHERE office = $1) FROM storage

-- name: caught up
INSERT INTO caught_up (office) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING

-- An entry that the hub refused has named nothing: the hub's own hand of its office says so.
-- name: admitted
SELECT e.body FROM entry e WHERE e.office = $1 AND e.desk = $2 AND e.seq = $3
    AND NOT EXISTS (SELECT FROM entry r WHERE r.office = $1 AND r.desk = 0 AND r.kind = 'entry-refused' AND position($4::text IN r.body) > 0)

-- name: document
SELECT size, got, whole FROM document WHERE office = $1 AND desk = $2 AND sha256 = $3

-- name: whole documents
SELECT sha256 FROM document WHERE office = $1 AND desk = $2 AND whole

-- name: begin document
INSERT INTO document (office, desk, sha256, size, got, whole) VALUES ($1, $2, $3, $4, 0, false) ON CONFLICT DO NOTHING

-- name: move document
UPDATE document SET got = $5 WHERE office = $1 AND desk = $2 AND sha256 = $3 AND got = $4 AND $5 <= size AND NOT whole

-- name: put piece
INSERT INTO document_piece (office, desk, sha256, at, bytes) VALUES ($1, $2, $3, $4, $5)

-- name: pieces
SELECT bytes FROM document_piece WHERE office = $1 AND desk = $2 AND sha256 = $3 ORDER BY at

-- name: piece
SELECT at, bytes FROM document_piece WHERE office = $1 AND desk = $2 AND sha256 = $3 AND at <= $4 ORDER BY at DESC LIMIT 1

-- name: document is whole
UPDATE document SET whole = true WHERE office = $1 AND desk = $2 AND sha256 = $3

-- name: take document
WITH pieces AS (DELETE FROM document_piece WHERE office = $1 AND desk = $2 AND sha256 = $3)
DELETE FROM document WHERE office = $1 AND desk = $2 AND sha256 = $3
