-- Purpose: the most weight any 60 s of the last hour took from each budget, in percent of what we allow ourselves.
-- Grain: budget (family, endpoint, scope). Above 100 the limiter is wrong or another program shares the address.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz), pools (text[]), budgets (int[]): weight a minute per family.
WITH used AS (
    SELECT bucket, sum(weight) OVER (
        PARTITION BY bucket ORDER BY at RANGE BETWEEN interval '60 seconds' PRECEDING AND CURRENT ROW) AS weight
    FROM binance_weight_ledger
    WHERE at > %(now)s - interval '1 hour' AND at <= %(now)s
), peak AS (
    SELECT bucket, max(weight) AS weight FROM used GROUP BY bucket
), allowed AS (
    SELECT pool, budget FROM unnest(%(pools)s::text[], %(budgets)s::int[]) AS given (pool, budget)
)
SELECT peak.bucket AS metric, round(100.0 * peak.weight / allowed.budget, 1) AS value, '' AS email,
       CASE WHEN peak.weight > allowed.budget
            THEN format('%%s used %%s of %%s allowed in 60 s', peak.bucket, peak.weight, allowed.budget) END AS finding,
       peak.weight AS used, allowed.budget
FROM peak JOIN allowed ON allowed.pool = split_part(peak.bucket, '|', 1)
ORDER BY metric
