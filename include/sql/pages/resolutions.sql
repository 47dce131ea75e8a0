-- Purpose: the resolutions of these accounts with the state that approvals, withdrawals and time leave them in.
-- Grain: one row per resolution, those that wait first, then newest first. Safe to run again: reads only.
-- Parameters: emails (text[]), and those of resolutions/states.sql, all NULL.
SELECT id, email, date, wallet, asset, kind, amount, reason, author, expires_at, approved_by, withdrawn_by, state
FROM ({% include 'resolutions/states.sql' %}) AS standing
WHERE email = ANY (%(emails)s::text[])
ORDER BY state <> 'waits for approval', id DESC
LIMIT 500
