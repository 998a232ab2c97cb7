-- name: heads held
WITH RECURSIVE d (desk) AS (
    SELECT min(desk) FROM entry
    UNION ALL
    SELECT (SELECT min(e.desk) FROM entry e WHERE e.desk > d.desk) FROM d WHERE d.desk IS NOT NULL
)
SELECT e.desk, e.seq, e.hash, e.at FROM d JOIN entry e ON e.desk = d.desk
WHERE e.seq = (SELECT max(l.seq) FROM entry l WHERE l.desk = d.desk)

-- name: entries behind
SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry WHERE desk = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3

-- name: hash of entry
SELECT hash, at FROM entry WHERE desk = ?1 AND seq = ?2

-- name: put signed
INSERT INTO signed (desk, seq, hash, signature) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (desk) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, signature = excluded.signature

-- name: signed
SELECT seq, hash, signature FROM signed WHERE desk = ?1

-- name: put trouble
INSERT INTO trouble (kind, desk, at, what, remedy) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (kind, desk) DO UPDATE SET what = excluded.what, remedy = excluded.remedy

-- name: take trouble
DELETE FROM trouble WHERE kind = ?1 AND desk = ?2

-- name: troubles
SELECT kind, desk, at, what, remedy FROM trouble ORDER BY at, kind, desk

-- name: is refused
SELECT EXISTS (SELECT 1 FROM refused WHERE desk = ?1 AND seq = ?2)

-- name: put refused
INSERT OR IGNORE INTO refused (desk, seq, kind, user, why) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: put unfit
INSERT OR IGNORE INTO unfit (desk, seq, kind, user, why) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: unfolded entries
SELECT e.desk, e.seq, e.kind, e.user, n.why, n.by FROM (
    SELECT desk, seq, why, 'hub' AS by FROM refused
    UNION ALL SELECT desk, seq, why, 'self' FROM unfit
    UNION ALL SELECT desk, seq, '', 'newer' FROM unread
) n JOIN entry e ON e.desk = n.desk AND e.seq = n.seq ORDER BY e.desk, e.seq

-- Those that nobody folds have used no number.
-- name: earlier entries that name
SELECT e.desk, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash FROM entry e
WHERE e.desk = ?1 AND e.seq < ?2 AND e.body LIKE ?3
    AND NOT EXISTS (SELECT 1 FROM refused r WHERE r.desk = e.desk AND r.seq = e.seq)
    AND NOT EXISTS (SELECT 1 FROM unfit u WHERE u.desk = e.desk AND u.seq = e.seq)

-- name: refusals
SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry WHERE kind = 'entry-refused' ORDER BY desk, seq

-- name: put unread
INSERT OR IGNORE INTO unread (desk, seq, kind) VALUES (?1, ?2, ?3)

-- name: unread entries
SELECT e.desk, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash
FROM unread u JOIN entry e ON e.desk = u.desk AND e.seq = u.seq ORDER BY e.desk, e.seq

-- name: later entries of subject
SELECT count(*) FROM subject WHERE subject = ?1 AND (at, desk, seq) > (?2, ?3, ?4)
