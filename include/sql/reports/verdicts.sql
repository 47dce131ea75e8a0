-- Purpose: the conclusion on each asset of one account-day, so that no row of the summary passes for proved that is not.
-- The reason ends with what three witnesses say, where a statement covers the day.
-- Grain: one row per asset and measure of it, ordered by both. Safe to run again: reads only. Parameters: email, day (date), wallet.
-- Columns:
--   date: the UTC day
--   email: the account
--   wallet: the wallet
--   asset: the asset
--   verdict: proved, explained, open or unproved
--   variance: actual less calculated balance, in the asset; empty where a snapshot is missing
--   variance_usd: the variance at the day's close, in USD; empty where no price is known
--   reason: why the verdict is not proved; then which of snapshot, lists and statement agree
--   measure: what of the asset the verdict is on: balance, loan or interest
SELECT date, email, wallet, asset, verdict, variance, variance_usd,
    concat_ws('; ', nullif(reason, ''), findings #>> '{witnesses,told}') AS reason, measure
FROM (
    SELECT DISTINCT ON (asset, measure) date, email, wallet, asset, verdict, variance, variance_usd, reason, findings, measure
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
    ORDER BY asset, measure, id DESC
) AS newest
ORDER BY asset COLLATE "C", measure COLLATE "C"
