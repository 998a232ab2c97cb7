-- name: member
SELECT m.office, m.desk, m.founded, m.head_seq, m.head_hash, m.at, m.standing, m.revoked, coalesce(c.at, 0)
FROM member m LEFT JOIN contact c ON c.office = m.office AND c.desk = m.desk
WHERE m.office = ?1 AND m.desk = ?2

-- name: members
SELECT m.office, m.desk, m.founded, m.head_seq, m.head_hash, m.at, m.standing, m.revoked, coalesce(c.at, 0)
FROM member m LEFT JOIN contact c ON c.office = m.office AND c.desk = m.desk
WHERE m.office = ?1 ORDER BY m.desk

-- name: granted
SELECT user, role FROM granted WHERE office = ?1

-- name: hash
SELECT hash FROM entry WHERE office = ?1 AND desk = ?2 AND seq = ?3

-- name: next at
SELECT at FROM entry WHERE office = ?1 AND desk = ?2 AND seq = ?3

-- The last signature within reach.
-- name: end near
SELECT seq, signature FROM entry
WHERE office = ?1 AND desk = ?2 AND seq > ?3 AND seq <= ?4 AND signature IS NOT NULL ORDER BY seq DESC LIMIT 1

-- The first one beyond it.
-- name: end far
SELECT seq, signature FROM entry
WHERE office = ?1 AND desk = ?2 AND seq > ?3 AND signature IS NOT NULL ORDER BY seq LIMIT 1

-- name: run
SELECT seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry
WHERE office = ?1 AND desk = ?2 AND seq > ?3 AND seq <= ?4 ORDER BY seq

-- name: admit
INSERT INTO member (office, desk, founded, head_seq, head_hash, at, standing, revoked) VALUES (?1, ?2, ?3, 0, ?4, 0, ?5, NULL)
ON CONFLICT DO NOTHING

-- name: use code
UPDATE code SET used_by = ?2 WHERE id = ?1 AND used_by IS NULL

-- name: move head
UPDATE member SET head_seq = ?4, head_hash = ?5, at = ?6, standing = ?7
WHERE office = ?1 AND desk = ?2 AND head_seq = ?3 AND (revoked IS NULL OR ?8)

-- name: put entry
INSERT INTO entry (office, desk, seq, at, day, user, kind, body, personal, personal_hash, hash, signature)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)

-- name: grant
INSERT INTO granted (office, user, role) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING

-- name: erase
UPDATE entry SET personal = NULL WHERE office = ?1 AND desk = ?2 AND seq = ?3

-- name: revoke
UPDATE member SET revoked = ?3 WHERE office = ?1 AND desk = ?2 AND revoked IS NULL

-- name: put witness
INSERT INTO contact (office, desk, at, witness) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (office, desk) DO UPDATE SET at = excluded.at, witness = excluded.witness

-- name: witnesses
SELECT witness FROM contact WHERE office = ?1 ORDER BY desk

-- name: put code
INSERT INTO code (id, office, replaces, until, used_by) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: code
SELECT office, replaces, until, used_by FROM code WHERE id = ?1

-- name: ready
SELECT count(*) FROM member WHERE office = ''

-- name: back up
VACUUM INTO ?1

-- name: is whole
PRAGMA quick_check(1)

-- Each member's chain is there from its first entry to its head.
-- name: counts
SELECT (SELECT count(*) FROM entry), (SELECT coalesce(sum(head_seq), 0) FROM member)

-- name: put back
UPDATE storage SET put_back = 1

-- name: nobody was heard
UPDATE contact SET at = 0

-- name: codes are void
UPDATE code SET used_by = '' WHERE used_by IS NULL

-- name: none caught up
DELETE FROM caught_up

-- name: is put back
SELECT put_back AND NOT EXISTS (SELECT 1 FROM caught_up WHERE office = ?1) FROM storage

-- name: caught up
INSERT INTO caught_up (office) VALUES (?1) ON CONFLICT DO NOTHING

-- An entry that the hub refused has named nothing: the hub's own hand of its office says so.
-- name: admitted
SELECT e.body FROM entry e WHERE e.office = ?1 AND e.desk = ?2 AND e.seq = ?3
    AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.office = ?1 AND r.desk = 0 AND r.kind = 'entry-refused' AND instr(r.body, ?4) > 0)

-- name: document
SELECT size, got, whole FROM document WHERE office = ?1 AND desk = ?2 AND sha256 = ?3

-- name: whole documents
SELECT sha256 FROM document WHERE office = ?1 AND desk = ?2 AND whole = 1

-- name: begin document
INSERT INTO document (office, desk, sha256, size, got, whole) VALUES (?1, ?2, ?3, ?4, 0, 0) ON CONFLICT DO NOTHING

-- name: move document
UPDATE document SET got = ?5 WHERE office = ?1 AND desk = ?2 AND sha256 = ?3 AND got = ?4 AND ?5 <= size AND whole = 0

-- name: put piece
INSERT INTO document_piece (office, desk, sha256, at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: pieces
SELECT bytes FROM document_piece WHERE office = ?1 AND desk = ?2 AND sha256 = ?3 ORDER BY at

-- name: piece
SELECT at, bytes FROM document_piece WHERE office = ?1 AND desk = ?2 AND sha256 = ?3 AND at <= ?4 ORDER BY at DESC LIMIT 1

-- name: document is whole
UPDATE document SET whole = 1 WHERE office = ?1 AND desk = ?2 AND sha256 = ?3

-- name: take pieces
DELETE FROM document_piece WHERE office = ?1 AND desk = ?2 AND sha256 = ?3

-- name: take document
DELETE FROM document WHERE office = ?1 AND desk = ?2 AND sha256 = ?3

-- name: all whole documents
SELECT office, desk, sha256 FROM document WHERE whole = 1 ORDER BY office, desk, sha256
