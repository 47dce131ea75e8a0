-- Purpose: the log of what was done by whom, newest first, from an entry on.
-- Grain: one row per entry. Entries of no account are shown to everybody. Safe to run again: reads only.
-- Parameters: emails (text[]), action (text, '' for all), before (an entry's number, NULL for the newest), most.
SELECT id, at, actor, action, email, date, detail
FROM binance_audit_log
WHERE email = ANY (%(emails)s::text[]) AND (%(action)s = '' OR action = %(action)s) AND (%(before)s::bigint IS NULL OR id < %(before)s)
ORDER BY id DESC
LIMIT %(most)s
