-- Purpose: the variances of some assets of an account over some days, computed from snapshots and movements as they stand.
-- Grain: one row per asset and day of which both snapshots are held, zero variances included.
-- Safe to run again: reads only. Parameters: email, assets (text[]), first (date), last (date).
WITH asked AS (
    SELECT asset, day::date AS date
    FROM unnest(%(assets)s::text[]) AS asset
    CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
    WHERE EXISTS (
        SELECT FROM binance_snapshot_days AS held
        WHERE held.email = %(email)s AND held.wallet = 'SPOT' AND held.date = day::date - 1
    ) AND EXISTS (
        SELECT FROM binance_snapshot_days AS held
        WHERE held.email = %(email)s AND held.wallet = 'SPOT' AND held.date = day::date
    )
), changed AS (
    SELECT asset, (datetime AT TIME ZONE 'UTC')::date AS date, -amount AS amount
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = 'SPOT' AND effective AND asset = ANY (%(assets)s)
      AND datetime >= %(first)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(last)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT asset, (datetime AT TIME ZONE 'UTC')::date, -amount
    FROM binance_reconciliation_trades
    WHERE email = %(email)s AND wallet = 'SPOT' AND asset = ANY (%(assets)s)
      AND datetime >= %(first)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(last)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT balance.asset, balance.date + side.later, side.sign * balance.raw_balance
    FROM binance_reconciliation_balances AS balance
    CROSS JOIN (VALUES (0, 1), (1, -1)) AS side (later, sign)
    WHERE balance.email = %(email)s AND balance.wallet = 'SPOT' AND balance.asset = ANY (%(assets)s)
      AND balance.date BETWEEN %(first)s::date - 1 AND %(last)s::date AND balance.raw_balance IS NOT NULL
), summed AS (
    SELECT asset, date, sum(amount) AS variance FROM changed GROUP BY asset, date
)
SELECT asset, date, coalesce(summed.variance, 0) AS variance
FROM asked LEFT JOIN summed USING (asset, date)
ORDER BY asset COLLATE "C", date
