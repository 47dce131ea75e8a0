-- Purpose: what the account-day needs and has no whole answer to. Grain: one row per question, required ones first.
-- Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT endpoint, key, required, status, detail
FROM v_binance_coverage_gaps
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
ORDER BY NOT required, endpoint COLLATE "C", key COLLATE "C"
