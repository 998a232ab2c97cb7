-- name: own
SELECT value FROM own WHERE name = ?1

-- name: put own
INSERT INTO own (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: tries
SELECT wrong FROM tries WHERE user = ?1

-- name: put tries
INSERT INTO tries (user, wrong) VALUES (?1, ?2) ON CONFLICT (user) DO UPDATE SET wrong = excluded.wrong

-- name: count entries
SELECT count(*) FROM entry

-- name: entries beyond the end
SELECT DISTINCT s.desk, s.seq FROM subject s
WHERE s.seq > coalesce((SELECT max(e.seq) FROM entry e WHERE e.desk = s.desk), 0) ORDER BY s.desk, s.seq

-- name: series with a gap
SELECT kind, desk, year, last, made FROM series WHERE last <> made ORDER BY kind, desk, year

-- name: ledger by entry out of balance
SELECT desk, seq FROM ledger GROUP BY desk, seq HAVING sum(amount) <> 0 ORDER BY desk, seq

-- name: balances that differ
SELECT c.id, c.balance, (SELECT coalesce(sum(l.amount), 0) FROM ledger l WHERE l.consumer = c.id AND l.account = 'DUES') AS posted
FROM consumer c WHERE c.balance <> posted ORDER BY c.id

-- name: is bare
SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)

-- Held against the consumers' details as well (rank 1).
-- name: check found
INSERT INTO found (found, rank) VALUES ('integrity-check', 1)

-- name: all rows
SELECT * FROM {table} ORDER BY {key}

-- What is asked until the connection closes is answered as of one moment.
-- name: begin reading
BEGIN

-- Whether there are fewer of them than that.
-- name: few consumers
SELECT count(*) < ?1 FROM (SELECT 1 FROM consumer LIMIT ?1)

-- Those of the persons; those of the consumers with them, where that is asked.
-- name: indexes to put away
SELECT name, sql FROM sqlite_schema
WHERE type = 'index' AND sql IS NOT NULL AND (tbl_name = 'person' OR tbl_name = 'consumer' AND ?1)
