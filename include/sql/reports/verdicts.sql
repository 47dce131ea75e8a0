-- Purpose: verdicts.csv of one account-day: what was said of each asset, so that no row of the summary passes for proved
-- that was not. The reason ends with what three witnesses say, where a statement covers the day.
-- Grain: one row per asset, ordered by asset. Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT date, email, wallet, asset, verdict, variance, variance_usd,
    concat_ws('; ', nullif(reason, ''), findings #>> '{witnesses,told}') AS reason
FROM (
    SELECT DISTINCT ON (asset) date, email, wallet, asset, verdict, variance, variance_usd, reason, findings
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
    ORDER BY asset, id DESC
) AS newest
ORDER BY asset COLLATE "C"
