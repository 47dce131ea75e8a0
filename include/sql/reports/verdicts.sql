-- Purpose: verdicts.csv of one account-day: what was said of each asset, so that no row of the summary passes for proved
-- that was not. Grain: one row per asset, ordered by asset. Safe to run again: reads only. Parameters: email, day (date).
SELECT date, email, wallet, asset, verdict, variance, variance_usd, reason
FROM v_binance_verdicts_current
WHERE email = %(email)s AND date = %(day)s AND wallet = 'SPOT'
ORDER BY asset COLLATE "C"
