-- Purpose: the balance lines of one account-day: of each measure of an asset both snapshots and the movements of [day, next day)
-- UTC between them.
-- Grain: one row per asset and measure that either snapshot, a movement or an earlier verdict of the day names; ordered by both.
-- Signs: out and fees are negative, so opening + all five sums = expected. Only effective rows move money.
-- NULL opening or actual means that snapshot is missing; an asset a snapshot does not list stands in it with zero.
-- Safe to run again: reads only. Parameters: email, day (date), wallet.
-- The terms are those of macros/balance_equation.sql; kind 0: named by a verdict only.
{% import 'macros/balance_equation.sql' as equation -%}
SELECT
    asset,
    CASE WHEN EXISTS (
        SELECT FROM binance_snapshot_days AS held
        WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = %(day)s::date - 1
    ) THEN coalesce(sum(amount) FILTER (WHERE kind = 1), 0) END AS opening,
    coalesce(sum(amount) FILTER (WHERE kind = 2), 0) AS transfers_in,
    coalesce(sum(amount) FILTER (WHERE kind = 3), 0) AS transfers_out,
    coalesce(sum(amount) FILTER (WHERE kind = 4), 0) AS trades_in,
    coalesce(sum(amount) FILTER (WHERE kind = 5), 0) AS trades_out,
    coalesce(sum(amount) FILTER (WHERE kind = 6), 0) AS fees,
    CASE WHEN EXISTS (
        SELECT FROM binance_snapshot_days AS held
        WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = %(day)s::date
    ) THEN coalesce(sum(amount) FILTER (WHERE kind = 7), 0) END AS actual,
    measure
FROM (
    {{ equation.amounts() }}
    UNION ALL
    SELECT DISTINCT asset, measure, 0, NULL::numeric
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND wallet = %(wallet)s AND date = %(day)s
) AS facts
GROUP BY asset, measure
ORDER BY asset COLLATE "C", measure COLLATE "C"
