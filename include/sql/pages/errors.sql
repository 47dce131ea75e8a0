-- Purpose: the errors that wait for a person, alike ones together. Grain: one row per account, type, pair and text, newest first.
-- Safe to run again: reads only. Parameters: emails (text[]), most.
SELECT email, error_type, coalesce(symbol, ''), error_message, count(*), min(id), max(id), min(timestamp), max(timestamp)
FROM binance_reconciliation_errors
WHERE needs_manual_review AND resolved_at IS NULL AND email = ANY (%(emails)s::text[])
GROUP BY email, error_type, symbol, error_message
ORDER BY max(id) DESC
LIMIT %(most)s
