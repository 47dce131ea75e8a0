{% set of_day = day | default('%(day)s::date') -%}
-- Purpose: the pairs of isolated margin that a day asks about: of the readings at both its ends, whatever they hold, and those that
-- moves of the day and up to the reading after it name, as a pair may have been opened, used and left between two readings.
-- Grain: one row per pair, by name; a name that no pair can have is left out. Moves from raw rows of complete readings, since their
-- booking comes later. Safe to run again: reads only. Parameters: email, wallet, day (date; where it is part of another query a column,
-- `day`).
WITH moved AS (
    SELECT unnest(ARRAY[item.record ->> 'fromSymbol', item.record ->> 'toSymbol']) AS pair
    FROM v_binance_readings AS reading
    JOIN binance_raw_product_history AS page ON page.email = reading.email AND page.coverage_id = reading.id
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(page.product_data) WHEN 'array' THEN page.product_data ELSE '[]' END
    ) AS item (record)
    WHERE reading.email = %(email)s AND reading.endpoint = 'isolated_transfer' AND reading.key = ''
      AND reading.window_start < ({{ of_day }} + 1)::timestamp AT TIME ZONE 'UTC'
      AND reading.window_end > {{ of_day }}::timestamp AT TIME ZONE 'UTC'
      -- Seconds or milliseconds: ten digits begin both.
      AND binrecon_ms(left(item.record ->> 'timestamp', 10) || '000') >= {{ of_day }}::timestamp AT TIME ZONE 'UTC'
      AND binrecon_ms(left(item.record ->> 'timestamp', 10) || '000') < ({{ of_day }} + 2)::timestamp AT TIME ZONE 'UTC'
), held AS (
    SELECT binrecon_pair(wallet, asset) AS pair
    FROM binance_reconciliation_balances
    WHERE email = %(email)s AND wallet = %(wallet)s AND date IN ({{ of_day }} - 1, {{ of_day }})
)
SELECT pair
FROM (SELECT pair FROM held UNION SELECT pair FROM moved) AS named
WHERE binrecon_name(pair) IS NOT NULL AND strpos(pair, ':') = 0
ORDER BY pair COLLATE "C"
