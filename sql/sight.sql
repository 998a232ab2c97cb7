-- name: by old number
SELECT id FROM person WHERE old_number = ?1 LIMIT 1

-- name: receipt
SELECT r.consumer, r.day, r.head, r.amount, EXISTS (SELECT 1 FROM undone u WHERE u.receipt = r.no) FROM receipt r WHERE r.no = ?1

-- name: tenders
SELECT mode, amount, reference, bank, number, date FROM tender WHERE receipt = ?1 ORDER BY line

-- name: receipts of instrument
SELECT DISTINCT t.receipt, (SELECT u.moved_to FROM undone u WHERE u.receipt = t.receipt AND u.moved_to IS NOT NULL) FROM tender t
WHERE t.number = ?2 AND t.bank = ?1 COLLATE NOCASE
  AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.receipt = t.receipt AND u.number IN ('', t.number) AND u.moved_to IS NULL)
ORDER BY t.receipt

-- name: billed
SELECT consumer FROM bill WHERE no = ?1

-- name: bill amounts
SELECT amount FROM bill WHERE consumer = ?1 AND standing = 1 AND period < ?2 ORDER BY period DESC LIMIT ?3

-- name: last consumer
SELECT coalesce(max(id), 0) FROM consumer WHERE id BETWEEN ?1 AND ?2

-- name: duplicates
SELECT count(*) FROM duplicate WHERE paper = ?1

-- name: forms of desk
SELECT kind, coalesce(json_extract(body, '$."form-used".form'), json_extract(body, '$."form-spoiled".form')) AS form, count(*)
FROM entry WHERE desk = ?1 AND seq > ?2 AND kind IN ('form-used', 'form-spoiled') GROUP BY kind, form ORDER BY form, kind

-- name: count of desk
SELECT count(*) FROM entry WHERE desk = ?1

-- name: any user
SELECT EXISTS (SELECT 1 FROM state WHERE subject >= 'u' AND subject < 'v')

-- name: personal entries
SELECT e.desk, e.seq FROM subject s JOIN entry e ON e.desk = s.desk AND e.seq = s.seq
WHERE s.subject = ?1 AND e.personal IS NOT NULL ORDER BY s.at, s.desk, s.seq

-- name: by meter
SELECT id FROM person WHERE meter = ?1 LIMIT 1

-- name: first bill
SELECT min(period) FROM bill
