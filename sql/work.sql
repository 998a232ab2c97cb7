-- The To Do list: its rows.

-- name: put work
INSERT INTO work_item (no, kind, workflow, title, office, state, text, role, home, stage, assigned, sender, given, day, since, due, consumer, area, message,
    made, moved, base, lasts, seen)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)
ON CONFLICT (no) DO UPDATE SET kind = excluded.kind, state = excluded.state, text = excluded.text, role = excluded.role, home = excluded.home,
    stage = excluded.stage, assigned = excluded.assigned, sender = excluded.sender, given = excluded.given, since = excluded.since, due = excluded.due,
    consumer = excluded.consumer, area = excluded.area, message = excluded.message, made = excluded.made, moved = excluded.moved, base = excluded.base,
    lasts = excluded.lasts, seen = excluded.seen, office = excluded.office

-- name: put done
INSERT INTO work_done (no, made, kind, title, office, state, text, rejected, day, consumer, area, message, officer, done, base, lasts, ended, amount)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
ON CONFLICT (no, made) DO UPDATE SET state = excluded.state, text = excluded.text, rejected = excluded.rejected, consumer = excluded.consumer, area = excluded.area,
    message = excluded.message, officer = excluded.officer, done = excluded.done, base = excluded.base, lasts = excluded.lasts, ended = excluded.ended,
    amount = excluded.amount, kind = excluded.kind, office = excluded.office

-- name: place work
UPDATE work_item SET role = ?2, assigned = ?3, sender = ?4, given = ?5, seen = ?6 WHERE no = ?1

-- name: work stage
SELECT stage, home FROM work_item WHERE no = ?1

-- name: work times
SELECT made, moved, stage, message, consumer FROM work_item WHERE no = ?1

-- name: take work
DELETE FROM work_item WHERE no = ?1

-- name: take done
DELETE FROM work_done WHERE no = ?1

-- name: take done again
DELETE FROM work_done WHERE no = ?1 AND made = ?2

-- name: put work word
INSERT OR IGNORE INTO work_word (word, no) VALUES (?1, ?2)

-- name: take work words
DELETE FROM work_word WHERE no = ?1

-- name: put work apart
INSERT OR REPLACE INTO work_apart (user, no, how, by) VALUES (?1, ?2, ?3, ?4)

-- name: take work apart
DELETE FROM work_apart WHERE no = ?1

-- name: moment of entry
SELECT at FROM entry WHERE desk = ?1 AND seq = ?2

-- The keys of a part of the list, oldest first: which index they are read from, and what else must hold, the program fills in.
-- ?1 type, ?2 and ?3 made from and before, ?4 offices (,KVT,AGT, or empty), ?5 how many, ?6 user or roles, ?7 the moment by which it climbs, ?8 the levels of
-- complaints, ?9 a state's code, ?10 to ?12 what is searched for.
-- name: todo keys
SELECT w.made, w.no FROM {from}
WHERE w.kind = ?1 AND w.made >= ?2 AND w.made < ?3 AND (?4 = '' OR instr(?4, ',' || w.office || ',') > 0) AND {whose} AND {status} AND {climbed} AND {text}
  AND ?6 IS NOT NULL AND ?7 IS NOT NULL AND ?8 IS NOT NULL AND ?9 IS NOT NULL AND ?10 IS NOT NULL AND ?11 IS NOT NULL AND ?12 IS NOT NULL
ORDER BY w.made, w.no LIMIT ?5

-- name: todo count
SELECT count(*) FROM (SELECT 1 FROM {from}
WHERE w.kind = ?1 AND w.made >= ?2 AND w.made < ?3 AND (?4 = '' OR instr(?4, ',' || w.office || ',') > 0) AND {whose} AND {status} AND {climbed} AND {text}
  AND ?6 IS NOT NULL AND ?7 IS NOT NULL AND ?8 IS NOT NULL AND ?9 IS NOT NULL AND ?10 IS NOT NULL AND ?11 IS NOT NULL AND ?12 IS NOT NULL LIMIT ?5)

-- name: todo line
SELECT w.no, w.kind, w.workflow, w.title, w.office, w.state, w.text, w.role, w.assigned, w.sender, w.given, w.day, w.due, w.consumer, w.area, w.message, w.made, w.moved,
       w.base, w.lasts, w.seen, coalesce(k.name, p.name, ''), w.stage, w.home
FROM work_item w LEFT JOIN application a ON a.no = w.no LEFT JOIN applicant k ON k.desk = a.desk AND k.seq = a.seq LEFT JOIN person p ON p.id = w.consumer
WHERE w.no = ?1

-- name: todo done line
SELECT w.no, w.kind, w.title, w.office, w.state, w.text, w.rejected, w.day, w.consumer, w.area, w.message, w.made, w.officer, w.done, w.base, w.lasts, w.ended, w.amount,
       coalesce(k.name, p.name, '')
FROM work_done w LEFT JOIN application a ON a.no = w.no LEFT JOIN applicant k ON k.desk = a.desk AND k.seq = a.seq LEFT JOIN person p ON p.id = w.consumer
WHERE w.no = ?1 AND (?2 = 0 OR w.made = ?2) ORDER BY w.made DESC LIMIT 1

-- name: is item
SELECT EXISTS (SELECT 1 FROM work_item WHERE no = ?1) OR EXISTS (SELECT 1 FROM work_done WHERE no = ?1)

-- name: todo of word
SELECT no FROM work_word WHERE word >= ?1 AND word < ?2
UNION SELECT application FROM applicant_word WHERE word >= ?1 AND word < ?2 LIMIT ?3

-- name: found ids
SELECT rowid FROM found WHERE found MATCH ?1 LIMIT ?2

-- name: todo of consumers
SELECT no FROM work_item w WHERE w.consumer = ?1 UNION SELECT no FROM work_done d WHERE d.consumer = ?1

-- name: todo of consumer
SELECT no, made, 0 FROM work_item WHERE consumer = ?1 UNION ALL SELECT no, made, 1 FROM work_done WHERE consumer = ?1 ORDER BY 2 DESC, 1

-- name: todo told apart
SELECT no, how, by FROM work_apart WHERE user = ?1 ORDER BY no

-- Other requests of a consumer to revise a bill.
-- name: todo revisions
SELECT no, text, made FROM work_item WHERE consumer = ?1 AND kind = 'bill-revision'
UNION ALL SELECT no, text, made FROM work_done WHERE consumer = ?1 AND kind = 'bill-revision' ORDER BY made DESC

-- What stands alike, counted: pending ones by age since they were made. ?1 and ?2 the time asked about, ?3 to ?5 made before so many days, ?6 the
-- minute of local time, ?7 the levels of complaints.
-- name: todo open heaps
SELECT office, kind, coalesce(assigned, role), sum(made >= ?1 AND made < ?2), count(*), sum(made > ?3), sum(made <= ?3 AND made > ?4), sum(made <= ?4 AND made > ?5),
       sum(made <= ?5)
FROM work_item INDEXED BY work_item_type WHERE kind <> 'complaint-escalation' OR base + lasts * (?7 ->> seen) <= ?6
GROUP BY office, kind, coalesce(assigned, role)

-- name: todo done heaps
SELECT office, kind, officer, sum(made >= ?1 AND made < ?2), sum(done >= ?1 AND done < ?2 AND rejected = 0), sum(done >= ?1 AND done < ?2 AND rejected = 1),
       coalesce(sum((done - made) / 86400000) FILTER (WHERE done >= ?1 AND done < ?2), 0),
       coalesce(sum(amount) FILTER (WHERE done >= ?1 AND done < ?2 AND amount > 0), 0), coalesce(-sum(amount) FILTER (WHERE done >= ?1 AND done < ?2 AND amount < 0), 0)
FROM work_done INDEXED BY work_done_type WHERE kind <> 'complaint-escalation' OR base + lasts * (?3 ->> 0) <= ended
GROUP BY office, kind, officer
