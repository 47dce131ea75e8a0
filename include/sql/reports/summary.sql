-- Purpose: summary.csv of one account-day: opening, movements by kind, calculated, actual, variance.
-- Grain: one row per asset, ordered by asset. start + in + out + fees = calculated in every row; calculated and variance
-- are empty where a snapshot is missing. Safe to run again: reads only. Parameters: email, day (date), wallet.
{% import 'macros/balance_equation.sql' as equation -%}
SELECT
    %(day)s::date AS date, %(email)s::text AS email, %(wallet)s::text AS wallet, asset, opening AS start_balance,
    transfers_in, transfers_out, trades_in, trades_out, fees,
    {{ equation.expected() }} AS calculated_balance,
    actual AS actual_balance,
    actual - ({{ equation.expected() }}) AS variance
FROM (
{% include 'reconcile/balance_lines.sql' %}
) AS cell
ORDER BY asset COLLATE "C"
