-- Purpose: the balance lines of one account-day: of each measure of an asset both snapshots and the movements of [day, next day)
-- UTC between them.
-- Grain: one row per asset and measure that either snapshot, a movement or an earlier verdict of the day names; ordered by both.
-- Signs: out and fees are negative, so opening + all five sums = expected. Only effective rows move money.
-- NULL opening or actual means that snapshot is missing; an asset a snapshot does not list stands in it with zero.
-- Safe to run again: reads only. Parameters: email, day (date), wallet.
-- kind: 1 opening, 2 and 3 transfers in and out, 4 and 5 trades in and out, 6 fees, 7 actual, 0 named by a verdict only.
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
    SELECT asset, held.measure, CASE WHEN date = %(day)s::date THEN 7 ELSE 1 END AS kind, held.amount
    FROM binance_reconciliation_balances
    CROSS JOIN LATERAL (
        VALUES ('balance', raw_balance), ('loan', raw_loan), ('interest', raw_interest), ('unrealised_pnl', raw_unrealised_pnl)
    ) AS held (measure, amount)
    WHERE email = %(email)s AND wallet = %(wallet)s AND date IN (%(day)s::date - 1, %(day)s::date)
      AND held.amount IS NOT NULL
    UNION ALL
    SELECT asset, measure, CASE leg WHEN 1 THEN 2 WHEN 2 THEN 3 ELSE 6 END, amount
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND effective
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT asset, measure, CASE leg WHEN 1 THEN 4 WHEN 2 THEN 5 ELSE 6 END, amount
    FROM binance_reconciliation_trades
    WHERE email = %(email)s AND wallet = %(wallet)s
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT DISTINCT asset, measure, 0, NULL::numeric
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND wallet = %(wallet)s AND date = %(day)s
) AS facts
GROUP BY asset, measure
ORDER BY asset COLLATE "C", measure COLLATE "C"
