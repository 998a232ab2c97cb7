-- What screens and commands show.

-- name: find
SELECT p.id, p.number, p.old_number, p.name, p.address, p.area, p.phone, p.meter, c.status, c.balance, c.category
FROM found f JOIN person p ON p.id = f.rowid JOIN consumer c ON c.id = p.id
WHERE found MATCH ?1 LIMIT ?2

-- name: found one
SELECT p.id, p.number, p.old_number, p.name, p.address, p.area, p.phone, p.meter, c.status, c.balance, c.category
FROM person p JOIN consumer c ON c.id = p.id WHERE p.id = ?1

-- name: bills of consumer
SELECT no, period, day, standing, units, amount, payable, desk, seq, revised FROM bill WHERE consumer = ?1 ORDER BY period DESC, no DESC

-- name: bill
SELECT no, period, day, standing, units, amount, payable, desk, seq, revised, consumer FROM bill WHERE no = ?1

-- name: receipts of consumer
SELECT no, consumer, day, head, amount, desk, seq FROM receipt WHERE consumer = ?1 ORDER BY day DESC, no DESC

-- name: receipt row
SELECT no, consumer, day, head, amount, desk, seq FROM receipt WHERE no = ?1

-- name: receipts of day
SELECT no, consumer, day, head, amount, desk, seq FROM receipt WHERE day = ?1 AND no NOT GLOB 'E-*' ORDER BY desk, seq

-- name: receipts of session
SELECT r.no, r.consumer, r.day, r.head, r.amount, r.desk, r.seq FROM receipt r
WHERE r.desk = ?1 AND r.seq > ?2 AND r.seq < ?3 AND r.no NOT GLOB 'E-*' ORDER BY r.seq

-- With the other side of each double entry: they stand in pairs, 1 and 2, 3 and 4.
-- name: ledger of consumer
SELECT l.desk, l.seq, l.day, l.amount, e.body,
    (SELECT o.account FROM ledger o WHERE o.desk = l.desk AND o.seq = l.seq AND o.owner = l.owner AND o.line = l.line + 2 * (l.line % 2) - 1)
FROM ledger l JOIN entry e ON e.desk = l.desk AND e.seq = l.seq
WHERE l.consumer = ?1 AND l.account = ?2 ORDER BY e.at, l.desk, l.seq, l.line

-- name: users
SELECT state FROM state WHERE subject >= ?1 AND subject < ?1 || '~' ORDER BY subject

-- name: postings
SELECT s.state FROM posting p JOIN state s ON s.subject = 'p' || p.no WHERE ?1 = '' OR p.stands = ?1 ORDER BY p.day DESC, p.no DESC LIMIT ?2

-- name: closes
SELECT e.desk, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash
FROM book b JOIN entry e ON e.desk = b.desk AND e.seq = b.seq
WHERE b.desk = ?1 AND b.kind = 'counter-closed' ORDER BY b.seq DESC LIMIT ?2

-- name: consumers
SELECT count(*) FROM consumer

-- name: consumers upto
SELECT count(*) FROM (SELECT 1 FROM consumer LIMIT ?1)

-- name: government
SELECT c.id, c.department, c.read_in, c.state, p.name, p.address FROM consumer c JOIN person p ON p.id = c.id
WHERE c.department IS NOT NULL AND (?1 = '' OR c.department = ?1) ORDER BY c.department, c.area, c.id

-- Each found from the one before: of an area's consumers only the first is read.
-- name: areas
WITH RECURSIVE a (area) AS (
    SELECT min(area) FROM consumer
    UNION ALL
    SELECT (SELECT min(c.area) FROM consumer c WHERE c.area > a.area) FROM a WHERE a.area IS NOT NULL
)
SELECT area FROM a WHERE area IS NOT NULL

-- name: consumers of areas
SELECT c.id, c.department, c.read_in, c.state, p.name, p.address FROM consumer c JOIN person p ON p.id = c.id
WHERE c.area IN (SELECT value FROM json_each(?1)) ORDER BY c.area, p.address, c.id LIMIT ?2

-- name: departments
SELECT department, count(*), sum(CASE WHEN read_in < ?1 THEN 1 ELSE 0 END) FROM consumer WHERE department IS NOT NULL GROUP BY department ORDER BY department

-- name: entry with
SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry
WHERE kind = ?1 AND desk = ?2 AND instr(body, ?3) > 0 ORDER BY seq
