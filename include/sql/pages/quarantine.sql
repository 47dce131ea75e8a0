-- Purpose: records that could not be read exactly, each once however often it was listed.
-- Grain: one row per record, newest first. Safe to run again: reads only. Parameters: emails (text[]), most.
SELECT email, endpoint, key, reason, record, count(*), min(created_at), max(raw_table), max(fid)
FROM binance_quarantine
WHERE email = ANY (%(emails)s::text[])
GROUP BY email, endpoint, key, reason, record
ORDER BY min(created_at) DESC
LIMIT %(most)s
