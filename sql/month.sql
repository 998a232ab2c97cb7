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
