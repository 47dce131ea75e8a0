-- Purpose: the variances of an account-day that nothing accounts for, largest known USD value first, unpriced last; and who of
-- snapshot, lists and statement agrees about each, empty where no statement covers the day.
-- Grain: one row per asset. Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT asset, variance, variance_usd, coalesce(findings #>> '{witnesses,agree}', '') AS agree
FROM ({% include 'reconcile/newest_verdicts.sql' %}) AS newest
WHERE verdict = 'open'
ORDER BY abs(variance_usd) DESC NULLS LAST, asset COLLATE "C"
