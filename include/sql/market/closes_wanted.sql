-- Purpose: the pairs whose close of one day a USD value needs and that is not stored yet: an asset's USDT pair; for an
-- asset without a trading one, its pairs with the bridges and the bridges' own USDT pairs.
-- Grain: one row per pair. Safe to run again: reads only.
-- Parameters: day (date), email (text, NULL = assets of all accounts), dollar (text), bridges (text[]).
WITH asset AS (
    SELECT DISTINCT asset AS name FROM v_binance_user_assets
    WHERE (%(email)s::text IS NULL OR email = %(email)s) AND asset <> %(dollar)s
    UNION
    SELECT binrecon_coin(wallet, asset) FROM binance_reconciliation_balances
    WHERE (%(email)s::text IS NULL OR email = %(email)s) AND binrecon_coin(wallet, asset) NOT IN (asset, %(dollar)s)
      AND (raw_balance <> 0 OR raw_loan <> 0)
),
direct AS (
    SELECT asset.name, info.symbol
    FROM asset
    JOIN binance_exchange_info AS info
        ON info.base_asset = asset.name AND info.quote_asset = %(dollar)s AND info.status = 'TRADING'
),
bridged AS (
    SELECT info.symbol, info.quote_asset AS bridge
    FROM asset
    JOIN binance_exchange_info AS info ON info.base_asset = asset.name AND info.quote_asset = ANY (%(bridges)s)
    WHERE asset.name NOT IN (SELECT name FROM direct)
),
wanted AS (
    SELECT symbol FROM direct
    UNION
    SELECT symbol FROM bridged
    UNION
    SELECT info.symbol
    FROM binance_exchange_info AS info
    WHERE info.base_asset IN (SELECT bridge FROM bridged) AND info.quote_asset = %(dollar)s
)
SELECT symbol
FROM wanted
WHERE NOT EXISTS (
    SELECT FROM binance_daily_prices AS price WHERE price.symbol = wanted.symbol AND price.date = %(day)s
)
ORDER BY symbol COLLATE "C"
