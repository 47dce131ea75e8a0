-- Purpose: questions of an account-day that were planned, are not required, and have no complete answer.
-- Grain: one row per endpoint with its first keys and how many there are, ordered by endpoint. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
SELECT endpoint, (array_agg(key ORDER BY key COLLATE "C"))[1:3] AS keys, count(*) AS questions
FROM v_binance_coverage_gaps
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s AND NOT required
GROUP BY endpoint
ORDER BY endpoint
