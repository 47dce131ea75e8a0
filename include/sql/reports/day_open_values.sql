-- Purpose: the variances of an account-day that nothing accounts for, largest known USD value first, unpriced last; who of snapshot,
-- lists and statement agrees about each, empty where no statement covers the day; and what of it people have resolved.
-- Grain: one row per asset and measure of it, which the name of the asset ends with where it is not the balance.
-- Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT concat_ws(' ', asset, nullif(measure, 'balance')) AS asset, variance, variance_usd, coalesce(findings #>> '{witnesses,agree}', '') AS agree, (
    SELECT coalesce(sum((part ->> 'amount')::numeric), 0)
    FROM jsonb_array_elements(findings -> 'resolved') AS part
) AS resolved
FROM ({% include 'reconcile/newest_verdicts.sql' %}) AS newest
WHERE verdict = 'open'
ORDER BY abs(variance_usd) DESC NULLS LAST, newest.asset COLLATE "C", measure COLLATE "C"
