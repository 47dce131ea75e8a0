-- Purpose: the signatures under whole periods of accounts, to be laid beside their months.
-- Grain: one row per signature, the oldest first. Safe to run again: reads only. Parameters: emails (text[]), since (date).
SELECT email, first, last, id, role, author, comment, digest, cells, through_id, at
FROM binance_sign_offs
WHERE email = ANY (%(emails)s::text[]) AND last >= %(since)s
ORDER BY id
