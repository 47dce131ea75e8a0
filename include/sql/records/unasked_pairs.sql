-- Purpose: of each open asset of an account-day, how many pairs that trade it could hold a fill of the day and were never asked:
-- what the cap of a day's calls left to the sweep.
-- Grain: one row per asset that has such pairs, ordered by it. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, assets (text[]).
WITH trading AS (
    SELECT wanted.asset, pair.symbol
    FROM unnest(%(assets)s::text[]) AS wanted (asset)
    JOIN binance_exchange_info AS pair ON pair.base_asset = wanted.asset
    WHERE coalesce(pair.closed_at > %(day)s::date::timestamp AT TIME ZONE 'UTC', true)
    UNION ALL
    SELECT wanted.asset, pair.symbol
    FROM unnest(%(assets)s::text[]) AS wanted (asset)
    JOIN binance_exchange_info AS pair ON pair.quote_asset = wanted.asset
    WHERE coalesce(pair.closed_at > %(day)s::date::timestamp AT TIME ZONE 'UTC', true)
)
SELECT asset, count(*) AS pairs
FROM trading
WHERE NOT EXISTS (
        SELECT FROM binance_collection_plan AS plan
        WHERE plan.email = %(email)s AND plan.date = %(day)s AND plan.wallet = %(wallet)s AND plan.endpoint = 'trades' AND plan.key = trading.symbol
    )
  AND NOT EXISTS (
        SELECT FROM v_binance_readings AS read
        WHERE read.email = %(email)s AND read.endpoint = 'trades' AND read.key = trading.symbol
          AND read.window_start <= %(day)s::date::timestamp AT TIME ZONE 'UTC'
          AND read.window_end >= (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    )
GROUP BY asset
ORDER BY asset COLLATE "C"
