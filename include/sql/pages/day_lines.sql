-- Purpose: the arithmetic of every asset of an account-day beside its newest verdict.
-- Grain: one row per asset and measure, what is not proved first, then by size in USD, then by name. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
{% import 'macros/balance_equation.sql' as equation -%}
SELECT asset, measure, opening, transfers_in, transfers_out, trades_in, trades_out, fees, {{ equation.expected() }} AS expected,
    actual, actual - ({{ equation.expected() }}) AS variance, told.variance_usd, coalesce(told.verdict, '') AS verdict,
    coalesce(told.reason, '') AS reason, coalesce(told.step, '') AS step
FROM (
{% include 'reconcile/balance_lines.sql' %}
) AS line
LEFT JOIN (
    SELECT asset, measure, variance_usd, verdict, reason, findings #>> '{next_steps,0}' AS step
    FROM (
{% include 'reconcile/newest_verdicts.sql' %}
    ) AS newest
) AS told USING (asset, measure)
ORDER BY CASE told.verdict WHEN 'open' THEN 1 WHEN 'unproved' THEN 2 WHEN 'explained' THEN 3 WHEN 'proved' THEN 5 ELSE 4 END,
    abs(told.variance_usd) DESC NULLS LAST, asset COLLATE "C", measure COLLATE "C"
