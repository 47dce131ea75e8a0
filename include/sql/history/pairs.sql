-- Purpose: pairs whose trades may have moved a balance: those that exchange info knows of two of these assets, and those that are named.
-- Grain: one row per pair, in order. assets: its two and BNB (fees); of a pair that exchange info does not know those the account was seen
-- to trade in it and BNB, NULL where nothing tells. both: it is of two of the assets. closed_at: when it was closed, as far as is known.
-- Safe to run again: reads only. Parameters: email, assets (text[]), symbols (text[]).
SELECT symbol, CASE
        WHEN info.symbol IS NOT NULL THEN ARRAY[info.base_asset, info.quote_asset, 'BNB']
        ELSE (
            SELECT array_agg(DISTINCT leg.asset) || ARRAY['BNB'] FROM binance_reconciliation_trades AS leg
            WHERE leg.email = %(email)s AND leg.symbol = named.symbol
            HAVING count(*) > 0
        )
    END AS assets,
    (info.base_asset = ANY(%(assets)s::text[]) AND info.quote_asset = ANY(%(assets)s::text[])) IS TRUE AS both,
    info.closed_at
FROM binance_exchange_info AS info
FULL JOIN unnest(%(symbols)s::text[]) AS named (symbol) USING (symbol)
WHERE named.symbol IS NOT NULL OR (info.base_asset = ANY(%(assets)s::text[]) AND info.quote_asset = ANY(%(assets)s::text[]))
ORDER BY symbol COLLATE "C"
