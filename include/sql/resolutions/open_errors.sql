-- Purpose: errors a person has to look at and nobody has resolved, with how many there are in all.
-- Grain: one row per error, newest first. Safe to run again: reads only. Parameters: email (NULL for all accounts), most.
SELECT id, timestamp, email, error_type, symbol, error_message, count(*) OVER ()
FROM binance_reconciliation_errors
WHERE needs_manual_review AND resolved_at IS NULL AND (%(email)s::text IS NULL OR email = %(email)s)
ORDER BY id DESC
LIMIT %(most)s
