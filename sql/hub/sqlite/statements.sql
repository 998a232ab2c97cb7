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
