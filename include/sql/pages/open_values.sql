-- Purpose: every measure of an asset that is open or unproved in a range of days, one by one, and every day that is unproved
-- as a whole.
-- Grain: one row per cell or such day, oldest first. Safe to run again: reads only. Parameters: emails (text[]), first and last (dates).
-- Columns:
--   date: the UTC day
--   email: the account
--   wallet: the wallet
--   asset: the asset; empty for the day as a whole
--   measure: what of the asset: balance, or for margin loan or interest
--   verdict: open or unproved
--   variance: actual less expected, in the asset; empty where a snapshot is missing
--   variance_usd: the variance at the day's close, in USD; empty where no price is known
--   reason: why
--   next_step: what to do first
WITH current AS (
    {% include 'pages/unsettled_verdicts.sql' %}
),
found AS (
    SELECT date, email, wallet, asset, measure, verdict, variance, variance_usd, reason,
        coalesce(findings #>> '{next_steps,0}', '') AS next_step
    FROM current
    UNION ALL
    SELECT date, email, wallet, '', '', verdict, NULL, NULL, reason, ''
    FROM ({% include 'pages/unproved_days.sql' %}) AS whole
)
SELECT *
FROM found
ORDER BY date, email COLLATE "C", wallet COLLATE "C", asset COLLATE "C", measure COLLATE "C"
