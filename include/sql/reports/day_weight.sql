-- Purpose: the most weight that the runs of a day took in any 60 s from one budget, in percent of what we allow ourselves: a budget
-- is a minute's, so weight of two budgets, or of two minutes, does not add up to anything.
-- Grain: one row per kind of budget that was drawn on, in the order given: its fullest budget. Safe to run again: reads only.
-- Parameters: emails (text[]), day (date), pools (text[]), budgets (int[]): weight a minute per kind.
WITH newest AS MATERIALIZED (
{% include 'reports/newest_runs.sql' %}
), used AS (
    SELECT bucket, sum(weight) OVER (
        PARTITION BY bucket ORDER BY at RANGE BETWEEN interval '60 seconds' PRECEDING AND CURRENT ROW) AS weight
    FROM binance_weight_ledger JOIN newest USING (email, run_id)
), allowed AS (
    SELECT pool, budget, place FROM unnest(%(pools)s::text[], %(budgets)s::int[]) WITH ORDINALITY AS given (pool, budget, place)
)
SELECT allowed.pool, round(100.0 * max(used.weight) / allowed.budget, 1)
FROM used JOIN allowed ON allowed.pool = split_part(used.bucket, '|', 1)
GROUP BY allowed.pool, allowed.budget, allowed.place
ORDER BY allowed.place
