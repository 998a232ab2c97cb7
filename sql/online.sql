-- Payments of the online system. Their receipts are of no drawer: what counts drawers leaves out numbers that begin with E.
-- name: online waiting
SELECT reference, number, amount, day, why FROM online ORDER BY day, reference

-- name: online receipts
SELECT no, consumer, day, head, amount, desk, seq FROM receipt WHERE day BETWEEN ?1 AND ?2 AND no GLOB 'E-*' ORDER BY day, desk, seq
