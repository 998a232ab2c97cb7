-- Applications, and the items of every workflow: requests to revise a bill are listed by themselves.

-- name: put application
INSERT INTO application (no, workflow, title, office, day, state, text, open, since, area, category, about, made, reference, until, meter, apart, desk, seq)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
ON CONFLICT (no) DO UPDATE SET state = excluded.state, text = excluded.text, open = excluded.open, since = excluded.since, area = excluded.area,
    category = excluded.category, about = excluded.about, made = excluded.made, reference = excluded.reference, until = excluded.until, meter = excluded.meter, apart = excluded.apart,
    desk = excluded.desk, seq = excluded.seq

-- name: forget application
DELETE FROM application WHERE no = ?1

-- name: put applicant
INSERT OR REPLACE INTO applicant (desk, seq, application, name, address, phone, email) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: put applicant word
INSERT OR IGNORE INTO applicant_word (word, application, desk, seq) VALUES (?1, ?2, ?3, ?4)

-- name: take applicant
DELETE FROM applicant WHERE desk = ?1 AND seq = ?2

-- name: take applicant words
DELETE FROM applicant_word WHERE desk = ?1 AND seq = ?2

-- name: put erased
INSERT OR IGNORE INTO erased (desk, seq) VALUES (?1, ?2)

-- name: is erased
SELECT EXISTS (SELECT 1 FROM erased WHERE desk = ?1 AND seq = ?2)

-- name: put application paper
INSERT INTO application_paper (paper, application, desk, seq) VALUES (?1, ?2, ?3, ?4)

-- name: application paper
SELECT application, desk, seq FROM application_paper WHERE paper = ?1

-- name: steps apart
SELECT desk, seq, consumer FROM step_apart WHERE application = ?1 ORDER BY desk, seq

-- name: put step apart
INSERT INTO step_apart (desk, seq, application, consumer) VALUES (?1, ?2, ?3, ?4)

-- name: take step apart
DELETE FROM step_apart WHERE desk = ?1 AND seq = ?2

-- name: is apart
SELECT EXISTS (SELECT 1 FROM step_apart WHERE desk = ?1 AND seq = ?2)

-- name: applicant of
SELECT k.name, k.address, k.phone, k.email FROM application a JOIN applicant k ON k.desk = a.desk AND k.seq = a.seq WHERE a.no = ?1

-- name: applicant entries
SELECT desk, seq FROM applicant WHERE application = ?1 ORDER BY desk, seq

-- name: applicant entries of consumer
SELECT k.desk, k.seq FROM applicant k JOIN application a ON a.no = k.application WHERE a.made = ?1 ORDER BY k.desk, k.seq

-- name: application of reference
SELECT no FROM application WHERE reference = ?1 ORDER BY no LIMIT 1

-- name: open applications of consumer
SELECT no, workflow FROM application WHERE (made = ?1 OR about = ?1) AND open = 1 ORDER BY no

-- name: applications of consumer
SELECT no FROM application WHERE made = ?1 OR about = ?1 ORDER BY day DESC, no DESC

-- name: meter in service
SELECT p.id FROM person p JOIN consumer c ON c.id = p.id
WHERE p.meter = ?1 AND c.status NOT IN ('PDNP', 'DEAA', 'PDOR', 'DEAR', 'BLOG', 'DISP', 'DISC') LIMIT 1

-- name: meter of an application
SELECT no FROM application INDEXED BY application_meter WHERE meter = ?1 LIMIT 1

-- name: connected again
SELECT made FROM application WHERE about = ?1 AND made IS NOT NULL ORDER BY day DESC, no DESC LIMIT 1

-- name: states of open items
SELECT DISTINCT state FROM work_item WHERE workflow = ?1 AND workflow <> ''

-- A page is found in the index alone; names are joined to it after.
-- name: items
SELECT i.no, i.kind, i.workflow, i.title, i.office, i.state, i.text, i.role, i.day, i.since, i.due, i.consumer, i.area, coalesce(k.name, p.name, ''), coalesce(k.address, p.address, '')
FROM (SELECT w.no FROM work_item w INDEXED BY work_item_since WHERE (?1 = '' OR w.office = ?1) AND w.workflow <> '' AND (w.workflow = ?2 OR ?2 = '' AND w.kind <> 'bill-revision') AND (?3 = '' OR w.due < ?3) AND (?6 = '' OR w.state = ?6)
      ORDER BY w.since, w.no LIMIT ?4 OFFSET ?5) page
JOIN work_item i ON i.no = page.no LEFT JOIN application a ON a.no = i.no LEFT JOIN applicant k ON k.desk = a.desk AND k.seq = a.seq
LEFT JOIN person p ON p.id = i.consumer
ORDER BY i.since, i.no

-- name: items of role
SELECT i.no, i.kind, i.workflow, i.title, i.office, i.state, i.text, i.role, i.day, i.since, i.due, i.consumer, i.area, coalesce(k.name, p.name, ''), coalesce(k.address, p.address, '')
FROM (SELECT w.no FROM work_item w INDEXED BY work_item_role WHERE w.role = ?6 AND (?1 = '' OR w.office = ?1) AND w.workflow <> '' AND (w.workflow = ?2 OR ?2 = '' AND w.kind <> 'bill-revision') AND (?3 = '' OR w.due < ?3) AND (?7 = '' OR w.state = ?7)
      ORDER BY w.since, w.no LIMIT ?4 OFFSET ?5) page
JOIN work_item i ON i.no = page.no LEFT JOIN application a ON a.no = i.no LEFT JOIN applicant k ON k.desk = a.desk AND k.seq = a.seq
LEFT JOIN person p ON p.id = i.consumer
ORDER BY i.since, i.no

-- Those of a word, where it is rare: their items alone are looked at.
-- name: items of word
SELECT i.no, i.kind, i.workflow, i.title, i.office, i.state, i.text, i.role, i.day, i.since, i.due, i.consumer, i.area, coalesce(k.name, p.name, ''), coalesce(k.address, p.address, '')
FROM (SELECT w.no FROM (SELECT DISTINCT application AS no FROM applicant_word WHERE word >= ?6 AND word < ?7) f JOIN work_item w ON w.no = f.no
      WHERE (?8 = '' OR w.role = ?8) AND (?1 = '' OR w.office = ?1) AND w.workflow <> '' AND (w.workflow = ?2 OR ?2 = '' AND w.kind <> 'bill-revision') AND (?3 = '' OR w.due < ?3) AND (?9 = '' OR w.state = ?9) ORDER BY w.since, w.no LIMIT ?4 OFFSET ?5) page
JOIN work_item i ON i.no = page.no LEFT JOIN application a ON a.no = i.no LEFT JOIN applicant k ON k.desk = a.desk AND k.seq = a.seq
LEFT JOIN person p ON p.id = i.consumer
ORDER BY i.since, i.no

-- The same where it is common: the list is gone through until the page is full.
-- name: items with word
SELECT i.no, i.kind, i.workflow, i.title, i.office, i.state, i.text, i.role, i.day, i.since, i.due, i.consumer, i.area, coalesce(k.name, p.name, ''), coalesce(k.address, p.address, '')
FROM (SELECT w.no FROM work_item w INDEXED BY work_item_since WHERE (?8 = '' OR w.role = ?8) AND (?1 = '' OR w.office = ?1) AND w.workflow <> '' AND (w.workflow = ?2 OR ?2 = '' AND w.kind <> 'bill-revision') AND (?3 = '' OR w.due < ?3) AND (?9 = '' OR w.state = ?9)
      AND EXISTS (SELECT 1 FROM applicant_word f WHERE f.application = w.no AND f.word >= ?6 AND f.word < ?7)
      ORDER BY w.since, w.no LIMIT ?4 OFFSET ?5) page
JOIN work_item i ON i.no = page.no LEFT JOIN application a ON a.no = i.no LEFT JOIN applicant k ON k.desk = a.desk AND k.seq = a.seq
LEFT JOIN person p ON p.id = i.consumer
ORDER BY i.since, i.no

-- name: how common a word
SELECT count(*) FROM (SELECT 1 FROM applicant_word WHERE word >= ?1 AND word < ?2 LIMIT ?3)

-- name: count items of role
SELECT coalesce(sum(items), 0), coalesce(sum(CASE WHEN due <> '' AND due < ?2 THEN items END), 0) FROM work_count WHERE role = ?1 AND (?3 = '' OR office = ?3)

-- All that is asked of an item stands in the index.
-- name: count items
SELECT count(*) FROM work_item INDEXED BY work_item_stands
WHERE workflow <> '' AND (workflow = ?3 OR ?3 = '' AND kind <> 'bill-revision') AND (?1 = '' OR office = ?1) AND (?2 = '' OR role = ?2) AND (?4 = '' OR state = ?4) AND (?5 = '' OR due < ?5)

-- name: items by stand
SELECT office, role, workflow, title, state, text, count(*), coalesce(sum(due < ?1), 0), min(since) FROM work_item INDEXED BY work_item_stands WHERE workflow <> '' AND kind <> 'bill-revision'
GROUP BY office, role, workflow, title, state, text ORDER BY office, role, workflow, title, state

-- name: temporary by last date
SELECT a.no, a.made, a.until, a.state, a.text, a.area, coalesce(k.name, p.name, ''), coalesce(k.address, p.address, ''), c.balance
FROM application a INDEXED BY application_until JOIN consumer c ON c.id = a.made
LEFT JOIN applicant k ON k.desk = a.desk AND k.seq = a.seq LEFT JOIN person p ON p.id = a.made
WHERE a.open = 1 AND a.made IS NOT NULL AND a.until IS NOT NULL AND a.until < ?1 ORDER BY a.until, a.no

-- name: applications with steps apart
SELECT no FROM application INDEXED BY application_apart WHERE apart > 0 ORDER BY no

-- The portal's file was brought in at two desks apart: one of the two is to be rejected.
-- name: applications of one reference
SELECT a.no FROM application a INDEXED BY application_reference
WHERE a.reference IS NOT NULL AND EXISTS (SELECT 1 FROM application b WHERE b.reference = a.reference AND b.no <> a.no) ORDER BY a.reference, a.no

-- name: put document
INSERT INTO document (desk, seq, line, application, name, bytes, sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: documents of application
SELECT desk, seq, application, name, bytes, sha256 FROM document WHERE application = ?1 ORDER BY desk, seq, line

-- name: documents of desk
SELECT desk, seq, application, name, bytes, sha256 FROM document WHERE desk = ?1 AND seq > ?2 ORDER BY seq, line

-- name: count documents of desk
SELECT count(DISTINCT sha256) FROM document WHERE desk = ?1 AND seq > ?2

-- name: all documents
SELECT desk, seq, application, name, bytes, sha256 FROM document ORDER BY desk, seq, line

-- name: documents of open items
SELECT d.desk, d.seq, d.application, d.name, d.bytes, d.sha256, w.office, w.role FROM document d JOIN work_item w ON w.no = d.application
ORDER BY w.since, d.desk, d.seq, d.line
