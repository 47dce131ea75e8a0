-- Purpose: which runs of the close asked people to sign which verdicts of which months, and the number under which that was logged.
-- Grain: one row per run and digest, the oldest first. Safe to run again: reads only. Parameters: emails (text[]), since (date).
SELECT email, (detail ->> 'month')::date, detail ->> 'digest', detail ->> 'run_id', id
FROM binance_audit_log
WHERE email = ANY (%(emails)s::text[]) AND action = 'close asked' AND (detail ->> 'month')::date >= %(since)s
ORDER BY id
