-- Purpose: the variances of an account-day that nothing accounts for, largest known USD value first, unpriced last.
-- Grain: one row per asset. Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT asset, variance, variance_usd
FROM v_binance_verdicts_current
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s AND verdict = 'open'
ORDER BY abs(variance_usd) DESC NULLS LAST, asset COLLATE "C"
