-- Purpose: what became of certificates of months after they were given, as the hourly look has logged it.
-- Grain: one row per turn, the oldest first. Safe to run again: reads only. Parameters: emails (text[]), since (date), actions (text[]).
SELECT email, (detail ->> 'month')::date, action, (detail ->> 'sign_off')::bigint, id
FROM binance_audit_log
WHERE email = ANY (%(emails)s::text[]) AND action = ANY (%(actions)s::text[]) AND (detail ->> 'month')::date >= %(since)s
ORDER BY id
