-- Purpose: the newest verdict on each measure of each asset of an account-day, for the statements that compare with it.
-- Grain: one row per asset and measure. Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT DISTINCT ON (asset, measure) asset, measure, opening, expected, actual, variance, variance_usd, verdict, reason, findings
FROM binance_reconciliation_verdicts
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
ORDER BY asset, measure, id DESC
