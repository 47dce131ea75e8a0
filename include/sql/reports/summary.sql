-- Purpose: the arithmetic of one account-day: opening, movements by kind, calculated, actual, variance.
-- Grain: one row per asset and measure of it, ordered by both. start + in + out + fees = calculated in every row; calculated and variance
-- are empty where a snapshot is missing. Safe to run again: reads only. Parameters: email, day (date), wallet.
-- Columns:
--   date: the UTC day
--   email: the account
--   wallet: the wallet
--   asset: the asset; every amount of the row is in it
--   start_balance: what the exchange's snapshot of the day before holds; empty where it is missing
--   transfers_in: what came in otherwise than by trading, not negative
--   transfers_out: what went out otherwise than by trading, not positive
--   trades_in: what came in through fills and exchanges, not negative
--   trades_out: what went out through fills and exchanges, not positive
--   fees: all fees, not positive
--   calculated_balance: start_balance + transfers_in + transfers_out + trades_in + trades_out + fees
--   actual_balance: what the exchange's snapshot of the day holds; empty where it is missing
--   variance: actual_balance − calculated_balance; above zero the exchange holds more than the records account for
--   measure: what of the asset the row is about: balance, loan or interest
{% import 'macros/balance_equation.sql' as equation -%}
SELECT
    %(day)s::date AS date, %(email)s::text AS email, %(wallet)s::text AS wallet, asset, opening AS start_balance,
    transfers_in, transfers_out, trades_in, trades_out, fees,
    {{ equation.expected() }} AS calculated_balance,
    actual AS actual_balance,
    actual - ({{ equation.expected() }}) AS variance,
    measure
FROM (
{% include 'reconcile/balance_lines.sql' %}
) AS cell
ORDER BY asset COLLATE "C", measure COLLATE "C"
