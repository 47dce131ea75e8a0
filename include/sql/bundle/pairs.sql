-- Purpose: the assets of pairs, as the exchange's list of pairs gives them, as lines.
-- Grain: one line per pair. Safe to run again: reads only. Parameter: pairs (text[]).
SELECT jsonb_build_object('pair', symbol, 'base', base_asset, 'quote', quote_asset)::text
FROM binance_exchange_info
WHERE symbol = ANY (%(pairs)s)
ORDER BY symbol COLLATE "C"
