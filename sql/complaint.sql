-- The complaint cell.

-- name: put complaint
INSERT INTO complaint (no, desk, entry, day, logged, due, danger, priority, open, stands, consumer, place, area, transformer, category, title, nature, passed,
    outage, calls, reopened, responded, closed, proof, apart)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)
ON CONFLICT (no) DO UPDATE SET danger = excluded.danger, priority = excluded.priority, open = excluded.open, stands = excluded.stands,
    passed = excluded.passed, outage = excluded.outage, calls = excluded.calls, reopened = excluded.reopened, responded = excluded.responded, closed = excluded.closed,
    proof = excluded.proof, apart = excluded.apart

-- name: forget complaint
DELETE FROM complaint WHERE no = ?1

-- name: put caller
INSERT INTO caller (desk, seq, complaint, name, phone, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: has personal
SELECT personal IS NOT NULL FROM entry WHERE desk = ?1 AND seq = ?2

-- name: take caller
DELETE FROM caller WHERE desk = ?1 AND seq = ?2

-- name: put message
INSERT INTO outbox (desk, seq, line, template, paper, consumer, queued) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: messages
SELECT template, paper, consumer, queued FROM outbox ORDER BY queued DESC, desk, seq DESC, line LIMIT ?1

-- name: open complaints
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c INDEXED BY complaint_open LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.open = 1 ORDER BY c.danger DESC, c.logged DESC, c.no DESC LIMIT ?1 OFFSET ?2

-- name: count open
SELECT count(*), coalesce(sum(danger), 0), coalesce(sum(due <= ?1), 0) FROM complaint INDEXED BY complaint_open WHERE open = 1

-- Past their limit: of the first, JE's, level all; what is more than one limit late is the reader's to see.
-- name: late complaints
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c INDEXED BY complaint_open_due LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.open = 1 AND c.due <= ?1 ORDER BY c.due, c.no

-- name: complaint
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.no = ?1

-- name: complaints of consumer
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.consumer = ?1 ORDER BY c.logged DESC, c.no DESC LIMIT ?2

-- name: open of consumer
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c INDEXED BY complaint_consumer LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.consumer = ?1 AND c.open = 1 ORDER BY c.logged DESC, c.no DESC

-- name: open at place
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c INDEXED BY complaint_place LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.open = 1 AND c.place <> '' AND c.place = ?1 COLLATE NOCASE AND c.consumer IS NULL ORDER BY c.logged DESC, c.no DESC

-- name: complaints of place
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c INDEXED BY complaint_place LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.place <> '' AND c.place = ?1 COLLATE NOCASE AND c.consumer IS NULL ORDER BY c.logged DESC, c.no DESC LIMIT ?2

-- name: complaints of days
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.day BETWEEN ?1 AND ?2 ORDER BY c.day, c.desk, c.entry

-- name: open meters
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.open = 1 AND c.nature = 'meter' ORDER BY c.due, c.no

-- name: rectified apart
SELECT c.no, c.logged, c.due, c.danger, c.priority, c.open, c.stands, c.consumer, c.place, c.area, c.transformer, c.category, c.title, c.nature, c.passed, c.outage,
       (SELECT count(*) FROM complaint o WHERE o.outage = c.no), c.calls, c.reopened, c.responded, c.closed, c.proof, c.apart, c.desk, c.entry,
       coalesce(p.name, k.name, ''), coalesce(p.address, ''), coalesce(k.phone, ''), coalesce(k.words, ''), c.day,
       coalesce((SELECT o.office FROM consumer o WHERE o.id = c.consumer), '')
FROM complaint c INDEXED BY complaint_apart LEFT JOIN person p ON p.id = c.consumer LEFT JOIN caller k ON k.desk = c.desk AND k.seq = c.entry
WHERE c.apart > 0 ORDER BY c.no

-- name: open near
SELECT no, logged, transformer, area, outage, (SELECT count(*) FROM complaint o WHERE o.outage = complaint.no), danger
FROM complaint INDEXED BY complaint_open_transformer
WHERE open = 1 AND transformer = ?1 AND ?1 <> '' AND nature IN ('supply', 'danger')
UNION
SELECT no, logged, transformer, area, outage, (SELECT count(*) FROM complaint o WHERE o.outage = complaint.no), danger
FROM complaint INDEXED BY complaint_open_area
WHERE open = 1 AND area = ?2 AND ?2 <> '' AND nature IN ('supply', 'danger')
ORDER BY 2, 1

-- name: children of outage
SELECT no FROM complaint WHERE outage = ?1 ORDER BY no

-- Of each area one row is read: the file may hold a million consumers.
-- name: area in text
WITH RECURSIVE a (area) AS (
    SELECT min(area) FROM consumer
    UNION ALL
    SELECT (SELECT min(c.area) FROM consumer c WHERE c.area > a.area) FROM a WHERE a.area IS NOT NULL
)
SELECT area FROM a WHERE area <> '' AND instr(lower(?1), lower(area)) > 0 ORDER BY length(area) DESC LIMIT 1

-- Who has this number: consumers by the end of theirs, then those who called for a consumer before.
-- name: known callers
SELECT id FROM (
    SELECT p.id AS id, 0 AS rank FROM person p WHERE substr(p.phone, -4) = substr(?1, -4) AND p.phone <> '' AND p.phone LIKE '%' || ?1
    UNION
    SELECT c.consumer, 1 FROM caller k JOIN complaint c ON c.no = k.complaint
    WHERE substr(k.phone, -4) = substr(?1, -4) AND k.phone <> '' AND k.phone LIKE '%' || ?1 AND c.consumer IS NOT NULL
) GROUP BY id ORDER BY min(rank), id LIMIT ?2

-- name: callers
SELECT desk, seq, name, phone, words FROM caller WHERE complaint = ?1

-- name: caller entries
SELECT desk, seq FROM caller WHERE complaint = ?1 ORDER BY desk, seq

-- name: repeat calls
SELECT consumer, count(*), sum(calls) FROM complaint WHERE day BETWEEN ?1 AND ?2 AND consumer IS NOT NULL
GROUP BY consumer HAVING count(*) + sum(calls) > 1 ORDER BY count(*) + sum(calls) DESC, consumer LIMIT ?3

-- name: worst transformers
SELECT transformer, area, count(*), sum(open) FROM complaint WHERE day BETWEEN ?1 AND ?2 AND transformer <> '' AND nature IN ('supply', 'danger')
GROUP BY transformer, area ORDER BY count(*) DESC, transformer LIMIT ?3

-- name: complaint times
SELECT category, title, nature, logged, due, responded, closed, proof, open, desk FROM complaint WHERE day BETWEEN ?1 AND ?2

-- name: data version
PRAGMA data_version
