{% set of_day = day | default('%(day)s::date') -%}
-- Purpose: the pairs of cross margin that were traded on a day, by its ledger: pairs that a row names, and where it names none,
-- pairs of two assets that moved at one moment by trading.
-- Grain: one row per pair, by name. From raw rows of complete readings, since their booking comes later.
-- Safe to run again: reads only. Parameters: email, day (date; where it is part of another query a column, `day`).
WITH traded AS (
    SELECT DISTINCT item.record ->> 'timestamp' AS moment, item.record ->> 'asset' AS asset,
        nullif(item.record ->> 'symbol', '') AS symbol
    FROM v_binance_readings AS reading
    JOIN binance_raw_product_history AS page ON page.email = reading.email AND page.coverage_id = reading.id
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(page.product_data) WHEN 'array' THEN page.product_data ELSE '[]' END
    ) AS item (record)
    WHERE reading.email = %(email)s AND reading.endpoint = 'margin_capital_flow'
      AND reading.window_start < ({{ of_day }} + 1)::timestamp AT TIME ZONE 'UTC'
      AND reading.window_end > {{ of_day }}::timestamp AT TIME ZONE 'UTC'
      AND item.record ->> 'type' IN (
          'BUY_INCOME', 'BUY_EXPENSE', 'SELL_INCOME', 'SELL_EXPENSE', 'TRADING_COMMISSION', 'BUY_LIQUIDATION', 'SELL_LIQUIDATION'
      )
      AND binrecon_ms(item.record ->> 'timestamp') >= {{ of_day }}::timestamp AT TIME ZONE 'UTC'
      AND binrecon_ms(item.record ->> 'timestamp') < ({{ of_day }} + 1)::timestamp AT TIME ZONE 'UTC'
)
SELECT symbol FROM traded WHERE symbol IS NOT NULL
UNION
SELECT pair.symbol
FROM traded AS one
JOIN traded AS other ON other.moment = one.moment AND other.symbol IS NULL AND other.asset <> one.asset
JOIN binance_exchange_info AS pair ON pair.base_asset = one.asset AND pair.quote_asset = other.asset
WHERE one.symbol IS NULL
ORDER BY 1
