-- Purpose: the closes of one day that a USD value can be made of: pairs quoted in USDT or in one of the bridges.
-- Grain: one row per pair. Safe to run again: reads only. Parameters: day (date), quotes (text[]).
SELECT info.base_asset, info.quote_asset, price.close
FROM binance_daily_prices AS price
JOIN binance_exchange_info AS info USING (symbol)
WHERE price.date = %(day)s AND info.quote_asset = ANY (%(quotes)s)
