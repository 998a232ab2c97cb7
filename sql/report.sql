-- Reports and lists: what is asked of many entries at once. A part in braces is put in by the store.

-- name: list rows
WITH k AS MATERIALIZED (
    SELECT c.id AS id FROM consumer c INDEXED BY {index} {join}
    WHERE {which} AND {office} AND (?3 = '' OR c.area = ?3) AND (?4 = '' OR c.category = ?4)
      AND (?5 = '' OR c.id IN (SELECT rowid FROM found WHERE found MATCH ?5)) AND ?6 IS NOT NULL
    ORDER BY {order} LIMIT ?1 OFFSET ?2
)
SELECT c.id, p.name, p.address, c.state FROM k CROSS JOIN consumer c ON c.id = k.id CROSS JOIN person p ON p.id = c.id ORDER BY {order}

-- name: list sums
SELECT count(*), coalesce(sum(c.balance), 0) FROM consumer c INDEXED BY {index}
WHERE {which} AND {office} AND (?3 = '' OR c.area = ?3) AND (?4 = '' OR c.category = ?4)
  AND (?5 = '' OR c.id IN (SELECT rowid FROM found WHERE found MATCH ?5)) AND ?6 IS NOT NULL

-- name: list places
SELECT c.area, c.category, count(*), sum(c.balance) FROM consumer c INDEXED BY {index}
WHERE {which} AND {office} AND (?3 = '' OR c.area = ?3) AND (?4 = '' OR c.category = ?4)
  AND (?5 = '' OR c.id IN (SELECT rowid FROM found WHERE found MATCH ?5)) AND ?6 IS NOT NULL
GROUP BY c.area, c.category ORDER BY c.area, c.category

-- name: entries between
SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry
WHERE desk = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq

-- name: entry of paper
SELECT e.desk, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash
FROM book b JOIN entry e ON e.desk = b.desk AND e.seq = b.seq WHERE b.paper = ?1

-- name: opened before
SELECT max(seq) FROM book WHERE desk = ?1 AND kind = 'counter-opened' AND seq < ?2

-- name: closed before
SELECT b.desk, b.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash
FROM book b JOIN entry e ON e.desk = b.desk AND e.seq = b.seq
WHERE b.desk = ?1 AND b.kind = 'counter-closed' AND b.day < ?2 ORDER BY b.seq DESC LIMIT 1

-- name: book of days
SELECT e.desk, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash
FROM book b JOIN entry e ON e.desk = b.desk AND e.seq = b.seq
WHERE b.day BETWEEN ?1 AND ?2 ORDER BY b.day, b.desk, b.seq

-- name: receipt entries of day
SELECT e.desk, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash
FROM receipt r JOIN entry e ON e.desk = r.desk AND e.seq = r.seq
WHERE r.day = ?1 AND r.no NOT GLOB 'E-*' AND NOT (r.desk = ?2 AND r.seq >= ?3) ORDER BY r.day, r.desk, r.seq

-- name: collection by day
SELECT r.day, count(*), sum(r.amount) FROM receipt r
WHERE r.day BETWEEN ?1 AND ?2 AND r.no NOT GLOB 'E-*' AND NOT (r.desk = ?3 AND r.seq >= ?4) GROUP BY r.day ORDER BY r.day

-- name: collection by mode
SELECT t.mode, count(*), sum(t.amount) FROM receipt r JOIN tender t ON t.receipt = r.no
WHERE r.day BETWEEN ?1 AND ?2 AND r.no NOT GLOB 'E-*' AND NOT (r.desk = ?3 AND r.seq >= ?4) GROUP BY t.mode ORDER BY t.mode

-- name: collection by head
SELECT r.head, count(*), sum(r.amount) FROM receipt r
WHERE r.day BETWEEN ?1 AND ?2 AND r.no NOT GLOB 'E-*' AND NOT (r.desk = ?3 AND r.seq >= ?4) GROUP BY r.head ORDER BY r.head

-- name: collection by clerk
SELECT e.user, count(*), sum(r.amount) FROM receipt r JOIN entry e ON e.desk = r.desk AND e.seq = r.seq
WHERE r.day BETWEEN ?1 AND ?2 AND r.no NOT GLOB 'E-*' AND NOT (r.desk = ?3 AND r.seq >= ?4) GROUP BY e.user ORDER BY e.user

-- name: collection online
SELECT r.day, count(*), sum(r.amount) FROM receipt r
WHERE r.day BETWEEN ?1 AND ?2 AND r.no GLOB 'E-*' AND ?3 IS NOT NULL AND ?4 IS NOT NULL GROUP BY r.day ORDER BY r.day

-- name: heads
SELECT account, sum(max(amount, 0)), sum(max(-amount, 0)) FROM ledger
WHERE day BETWEEN ?1 AND ?2 AND NOT (desk = ?3 AND seq >= ?4) GROUP BY account ORDER BY account

-- name: demand
SELECT c.category, count(*), sum(b.units), sum(b.amount) FROM bill b JOIN consumer c ON c.id = b.consumer
WHERE b.period = ?1 AND b.standing = 1 GROUP BY c.category ORDER BY c.category

-- name: demand by head
SELECT c.category, l.account, -sum(l.amount) FROM bill b JOIN consumer c ON c.id = b.consumer
JOIN ledger l ON l.desk = b.desk AND l.seq = b.seq AND l.owner = b.owner
WHERE b.period = ?1 AND b.standing = 1 AND l.account NOT IN ('DUES', 'CASH', 'UPI', 'CARD', 'CHEQUE', 'DD', 'TRANSFER')
GROUP BY c.category, l.account ORDER BY c.category, l.account

-- name: consumers by place
SELECT area, category, status, count(*) FROM consumer GROUP BY area, category, status ORDER BY area, category, status

-- name: ledger of days
SELECT day, desk, seq, account, consumer, amount FROM ledger WHERE day BETWEEN ?1 AND ?2 ORDER BY day, desk, seq, owner, line

-- name: fresh
SELECT seq, at, day FROM entry WHERE desk = ?1 ORDER BY seq DESC LIMIT 1

-- name: last receipt
SELECT no FROM receipt WHERE desk = ?1 AND seq < ?2 AND no NOT GLOB 'E-*' ORDER BY day DESC, seq DESC LIMIT 1
