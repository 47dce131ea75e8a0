-- Purpose: the signatures under a period. Grain: one row per signature, oldest first. Safe to run again: reads only.
-- Parameters: email, first and last (dates).
SELECT id, role, author, comment, digest, cells, through_id, at
FROM binance_sign_offs
WHERE email = %(email)s AND first = %(first)s AND last = %(last)s
ORDER BY id
