-- name: put job
INSERT INTO job (at, kind, paper, copy, look, target, user, state, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', ?8)

-- name: next job
SELECT id, kind, paper, copy, look, target, user, state, tries, next_try, pages, fault, content FROM job
WHERE state = 'queued' AND next_try <= ?1 ORDER BY kind = 'bdn-round', id LIMIT 1

-- name: job
SELECT id, kind, paper, copy, look, target, user, state, tries, next_try, pages, fault, content FROM job WHERE id = ?1

-- name: jobs
SELECT id, kind, paper, copy, look, target, user, state, tries, next_try, pages, fault, NULL FROM job ORDER BY id DESC LIMIT ?1 OFFSET ?2

-- name: job state
UPDATE job SET state = ?2, tries = ?3, next_try = ?4, pages = ?5, fault = ?6 WHERE id = ?1

-- name: jobs waiting
SELECT count(*), coalesce(max(fault), '') FROM job WHERE state IN ('queued', 'printing', 'failed')

-- name: requeue interrupted
UPDATE job SET state = 'queued' WHERE state = 'printing'

-- name: jobs of paper
SELECT id, kind, paper, copy, look, target, user, state, tries, next_try, pages, fault, NULL FROM job WHERE paper = ?2 AND kind = ?1 ORDER BY id

-- name: unfinished jobs
SELECT id, kind, paper, copy, look, target, user, state, tries, next_try, pages, fault, NULL FROM job
WHERE state IN ('queued', 'printing', 'failed') ORDER BY id
