-- name: head of desk
SELECT seq, hash FROM entry WHERE desk = ?1 ORDER BY seq DESC LIMIT 1

-- Of each desk the last entry alone: the file may hold millions.
-- name: latest moment
WITH RECURSIVE d (desk) AS (
    SELECT min(desk) FROM entry
    UNION ALL
    SELECT (SELECT min(e.desk) FROM entry e WHERE e.desk > d.desk) FROM d WHERE d.desk IS NOT NULL
)
SELECT coalesce(max((SELECT e.at FROM entry e WHERE e.desk = d.desk ORDER BY e.seq DESC LIMIT 1)), 0) FROM d WHERE d.desk IS NOT NULL

-- name: clock shown
SELECT at FROM entry WHERE desk = ?1 AND at & 65535 = 0 ORDER BY seq DESC LIMIT 1

-- name: append entry
INSERT INTO entry (desk, seq, at, day, user, kind, body, personal, personal_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- name: append subject
INSERT INTO subject (subject, at, desk, seq) VALUES (?1, ?2, ?3, ?4)

-- name: consumer state
SELECT state FROM consumer WHERE id = ?1

-- name: put consumer
INSERT INTO consumer (id, office, area, category, status, department, balance, sd, read_in, paid_in, at, desk, seq, state, marks, cash_only, billed_in, cut_from, auto_cut, place, stage)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
ON CONFLICT (id) DO UPDATE SET office = excluded.office, area = excluded.area, category = excluded.category, status = excluded.status,
    department = excluded.department, balance = excluded.balance, sd = excluded.sd, read_in = excluded.read_in, paid_in = excluded.paid_in,
    at = excluded.at, desk = excluded.desk, seq = excluded.seq, state = excluded.state, marks = excluded.marks, cash_only = excluded.cash_only,
    billed_in = excluded.billed_in, cut_from = excluded.cut_from, auto_cut = excluded.auto_cut,
    place = excluded.place, stage = excluded.stage

-- name: put person
INSERT INTO person (id, number, old_number, name, address, area, phone, email, meter, sounds, house) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)

-- name: put found
INSERT INTO found (rowid, number, old_number, name, address, area, phone, meter, sounds) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

-- name: take found
INSERT INTO found (found, rowid, number, old_number, name, address, area, phone, meter, sounds)
SELECT 'delete', id, number, old_number, name, address, area, phone, meter, sounds FROM person WHERE id = ?1

-- name: set found
INSERT INTO found (found, rank) VALUES (?1, ?2)

-- name: gather found
INSERT INTO found (found) VALUES ('optimize')

-- name: take person
DELETE FROM person WHERE id = ?1

-- name: person
SELECT number, old_number, name, address, area, phone, email, meter, sounds, house FROM person WHERE id = ?1

-- name: subject state
SELECT state FROM state WHERE subject = ?1

-- name: put state
INSERT INTO state (subject, at, desk, seq, state) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (subject) DO UPDATE SET at = excluded.at, desk = excluded.desk, seq = excluded.seq, state = excluded.state

-- name: put bill
INSERT INTO bill (no, owner, consumer, period, day, standing, units, amount, payable, desk, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)

-- name: mark revised
UPDATE bill SET revised = ?2 WHERE no = ?1

-- name: put receipt
INSERT INTO receipt (no, owner, consumer, day, head, amount, desk, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: put tender
INSERT INTO tender (receipt, line, owner, mode, amount, reference, bank, number, date) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

-- name: put ledger
INSERT INTO ledger (desk, seq, owner, line, day, account, consumer, amount) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: series
SELECT last FROM series WHERE kind = ?1 AND desk = ?2 AND year = ?3

-- name: count paper
INSERT INTO series (kind, desk, year, last, made) VALUES (?1, ?2, ?3, ?4, 1)
ON CONFLICT (kind, desk, year) DO UPDATE SET last = max(last, excluded.last), made = made + 1

-- name: counted papers
SELECT last, made FROM series WHERE kind = ?1 AND desk = ?2 AND year = ?3

-- name: put posting
INSERT INTO posting (no, day, maker, stands) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (no) DO UPDATE SET stands = excluded.stands

-- name: put undone
INSERT OR IGNORE INTO undone (receipt, number, owner, moved_to) VALUES (?1, ?2, ?3, ?4)

-- name: put duplicate
INSERT INTO duplicate (paper, desk, seq) VALUES (?1, ?2, ?3)

-- name: put book
INSERT INTO book (desk, seq, day, kind, paper) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: put closing
INSERT INTO closing (period, consumer, owner, outcome, was, became, stands, bill, billed, bpsc, cofee, notice, desk, seq, method, lock)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)

-- name: put online
INSERT INTO online (reference, number, amount, day, why) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (reference) DO UPDATE SET number = excluded.number, amount = excluded.amount, day = excluded.day, why = excluded.why

-- name: take online
DELETE FROM online WHERE reference = ?1

-- name: forget consumer's tenders
DELETE FROM tender WHERE owner = ?1 AND receipt IN (SELECT no FROM receipt WHERE consumer = ?2)

-- name: forget consumer's receipts
DELETE FROM receipt WHERE consumer = ?2 AND owner = ?1

-- name: forget consumer's bills
DELETE FROM bill WHERE consumer = ?2 AND owner = ?1

-- name: forget consumer's ledger
DELETE FROM ledger WHERE consumer = ?2 AND owner = ?1

-- name: forget consumer's closings
DELETE FROM closing WHERE consumer = ?2 AND owner = ?1

-- name: forget bills
DELETE FROM bill WHERE owner = ?1

-- name: forget receipts
DELETE FROM receipt WHERE owner = ?1

-- name: forget tenders
DELETE FROM tender WHERE owner = ?1

-- name: forget ledger
DELETE FROM ledger WHERE owner = ?1

-- name: forget state
DELETE FROM state WHERE subject = ?1

-- name: forget consumer
DELETE FROM consumer WHERE id = ?1

-- name: forget posting
DELETE FROM posting WHERE no = ?1

-- name: forget subjects
DELETE FROM subject

-- name: erase personal
UPDATE entry SET personal = NULL WHERE desk = ?1 AND seq = ?2

-- name: entries in order
SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry ORDER BY at, desk, seq

-- name: entries of desk
SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry WHERE desk = ?1 ORDER BY seq

-- name: entries of subject
SELECT e.desk, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash
FROM subject s JOIN entry e ON e.desk = s.desk AND e.seq = s.seq
WHERE s.subject = ?1 ORDER BY s.at, s.desk, s.seq

-- name: entry
SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry WHERE desk = ?1 AND seq = ?2

-- name: desks
SELECT DISTINCT desk FROM entry ORDER BY desk
