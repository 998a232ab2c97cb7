-- name: to close, not active
SELECT id FROM consumer INDEXED BY consumer_status
WHERE status <> 'LIVE' AND (status = 'BLTD' OR status BETWEEN 'DIS1' AND 'DIS5' OR status BETWEEN 'PNR1' AND 'PNR5') AND ?1 <> ''

-- name: to close, unbilled
SELECT id FROM consumer INDEXED BY consumer_unbilled WHERE status = 'LIVE' AND billed_in < ?1

-- name: to close, owing
SELECT id FROM consumer INDEXED BY consumer_live_dues WHERE status = 'LIVE' AND balance >= 100 AND ?1 <> ''

-- name: to reclose
SELECT id FROM consumer INDEXED BY consumer_marks WHERE marks <> 0 AND marks & 128 ORDER BY id

-- name: close totals
SELECT outcome, method, count(*), sum(lock), sum(billed), sum(bpsc), sum(cofee), count(notice)
FROM closing WHERE period = ?1 AND stands = 1 AND desk LIKE ?2 GROUP BY outcome, method

-- name: noticed
SELECT g.consumer FROM closing g JOIN consumer c ON c.id = g.consumer
WHERE g.period = ?1 AND g.stands = 1 AND g.notice IS NOT NULL AND c.status = 'BLTD' ORDER BY g.consumer

-- name: notice entry
SELECT consumer, desk, seq FROM closing WHERE notice = ?1

-- name: notices
SELECT g.consumer, g.notice, c.area, coalesce(json_extract(c.state, '$.notice.no') = g.notice, 0)
FROM closing g JOIN consumer c ON c.id = g.consumer
WHERE g.period = ?1 AND g.outcome IN ('belated', 'notice-short') AND g.stands = 1 AND g.notice IS NOT NULL
  AND (?2 = '' OR c.area = ?2) AND g.consumer BETWEEN ?3 AND ?4
ORDER BY c.area, g.consumer

-- name: closed by outcome
SELECT outcome, count(*), sum(billed), sum(bpsc), sum(cofee) FROM closing
WHERE period = ?1 AND desk = ?2 AND seq <= ?3 GROUP BY outcome

-- name: closed consumers
SELECT g.consumer, coalesce(p.name, ''), c.area, c.category, g.outcome, g.was, g.became, g.billed, g.bpsc, g.cofee
FROM closing g JOIN consumer c ON c.id = g.consumer LEFT JOIN person p ON p.id = g.consumer
WHERE g.period = ?1 AND g.desk = ?2 AND g.seq <= ?3
  AND (?4 = '' OR g.outcome = ?4) AND (?5 = 0 OR g.lock = 1) AND (?6 = 0 OR g.stands = 0)
ORDER BY c.area, g.consumer

-- name: closed anew
SELECT g.consumer, coalesce(p.name, ''), c.area, c.category, g.outcome, g.was, g.became, g.billed, g.bpsc, g.cofee
FROM closing g JOIN consumer c ON c.id = g.consumer LEFT JOIN person p ON p.id = g.consumer
WHERE g.period = ?1 AND g.stands = 1 AND NOT (g.desk = ?2 AND g.seq <= ?3)
ORDER BY c.area, g.consumer

-- name: with notice
SELECT area, count(*) FROM consumer INDEXED BY consumer_cut_from WHERE cut_from IS NOT NULL GROUP BY area ORDER BY area

-- name: statuses not active
SELECT status, count(*) FROM consumer INDEXED BY consumer_status WHERE status <> 'LIVE' GROUP BY status

-- name: offices with closes
SELECT subject FROM state WHERE subject BETWEEN 'm' AND 'm~' ORDER BY subject

-- name: demand page
SELECT coalesce(sum(standing), 0), coalesce(sum(amount * standing), 0), max(no) FROM (
    SELECT no, standing, amount FROM bill WHERE period = ?1 AND no > ?2 ORDER BY no LIMIT 2000
)
