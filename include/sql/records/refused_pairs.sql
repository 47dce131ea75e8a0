-- Purpose: of each open asset of an account-day, the pairs that trade it, could hold a fill of the day, and gave no answer when
-- they were last asked, for whichever day: -1121, a key that may not ask, a server that failed.
-- Grain: one row per asset that has such pairs, with the first of them and how many there are, ordered by asset.
-- Safe to run again: reads only. Parameters: email, day (date), assets (text[]).
WITH trading AS (
    SELECT wanted.asset, pair.symbol
    FROM unnest(%(assets)s::text[]) AS wanted (asset)
    JOIN binance_exchange_info AS pair ON wanted.asset IN (pair.base_asset, pair.quote_asset)
    WHERE coalesce(pair.closed_at > %(day)s::date::timestamp AT TIME ZONE 'UTC', true)
), refused AS (
    SELECT DISTINCT ON (reading.key) reading.key AS symbol, reading.status, reading.detail
    FROM binance_collection_coverage AS reading
    WHERE reading.email = %(email)s AND reading.endpoint = 'trades' AND reading.key IN (SELECT symbol FROM trading)
    ORDER BY reading.key, reading.id DESC
)
SELECT trading.asset, (array_agg(trading.symbol ORDER BY trading.symbol COLLATE "C"))[1:3] AS symbols, count(*) AS pairs
FROM trading
JOIN refused USING (symbol)
WHERE refused.status = 'failed'
  AND NOT EXISTS (
        SELECT FROM binance_collection_coverage AS read
        WHERE read.email = %(email)s AND read.endpoint = 'trades' AND read.key = trading.symbol AND read.status = 'complete'
          AND read.window_start <= %(day)s::date::timestamp AT TIME ZONE 'UTC'
          AND read.window_end >= (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    )
GROUP BY trading.asset
ORDER BY trading.asset COLLATE "C"
