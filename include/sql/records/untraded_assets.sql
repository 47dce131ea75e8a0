-- Purpose: the open assets of which the exchange trades no pair, by the newest reading of its pairs: what was renamed or swapped.
-- Grain: one row per asset, ordered by it; none while no pair was read. Safe to run again: reads only. Parameters: wallet, assets
-- (text[]).
SELECT asset
FROM unnest(%(assets)s::text[]) AS asset
WHERE EXISTS (SELECT FROM binance_exchange_info)
  AND NOT EXISTS (
      SELECT FROM binance_exchange_info AS pair
      WHERE binrecon_coin(%(wallet)s, asset) IN (pair.base_asset, pair.quote_asset) AND pair.status <> 'BREAK' AND pair.closed_at IS NULL
  )
ORDER BY asset COLLATE "C"
