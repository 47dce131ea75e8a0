-- Purpose: the contracts that the evidence of an account-day names: held at either end of the day, or named by a row of the ledger from
-- its beginning to its end, or to the moment at which positions were read after it.
-- Grain: one row per symbol, in order. From raw rows of complete readings, since their booking comes later. Safe to run again: reads
-- only. Parameters: email, day (date), ledger (its list). `source` is the list that tells the positions.
{% import 'macros/positions.sql' as position -%}
{% import 'macros/snapshots.sql' as snapshot -%}
{% set told = source.booking.positions -%}
WITH page AS (
    SELECT raw.*
    FROM v_binance_readings AS reading
    JOIN binance_raw_daily_snapshot AS raw ON raw.email = reading.email AND raw.coverage_id = reading.id
    WHERE reading.email = %(email)s AND reading.endpoint = '{{ source.name }}'
      AND reading.window_start < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
      AND reading.window_end > (%(day)s::date - 1)::timestamp AT TIME ZONE 'UTC'
),
held AS (
    {% if source.booking.NAME == 'snapshot' -%}
    SELECT (binrecon_ms(record ->> 'updateTime') AT TIME ZONE 'UTC')::date AS date, binrecon_ms(record ->> 'updateTime') AS taken_at,
        {{ position.lists('record #> ' ~ snapshot.path(told.listed)) }} AS items
    FROM page
    CROSS JOIN LATERAL jsonb_array_elements(page.snapshot_data) AS record
    {%- else -%}
    SELECT (window_start AT TIME ZONE 'UTC')::date AS date, received_at AS taken_at,
        {{ position.lists(position.document('body') ~ " -> '" ~ told.listed ~ "'") }} AS items
    FROM page
    {%- endif %}
),
bound AS (
    SELECT greatest((%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC', (SELECT max(taken_at) FROM held WHERE date = %(day)s)) AS ends
)
SELECT binrecon_name(item ->> '{{ told.symbol }}') AS symbol
FROM held
CROSS JOIN LATERAL jsonb_array_elements(items) AS item
WHERE date IN (%(day)s::date - 1, %(day)s::date) AND binrecon_exact(item ->> '{{ told.amount }}') IS DISTINCT FROM 0
  AND binrecon_name(item ->> '{{ told.symbol }}') IS NOT NULL
UNION
SELECT binrecon_name(row ->> 'symbol')
FROM v_binance_readings AS reading
JOIN binance_raw_product_history AS page ON page.email = reading.email AND page.coverage_id = reading.id
CROSS JOIN bound
CROSS JOIN LATERAL jsonb_array_elements(
    CASE jsonb_typeof(page.product_data) WHEN 'array' THEN page.product_data ELSE '[]' END
) AS item (row)
WHERE reading.email = %(email)s AND reading.endpoint = %(ledger)s
  AND reading.window_start < ends AND reading.window_end > %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND binrecon_name(row ->> 'symbol') IS NOT NULL
  AND coalesce(binrecon_ms(row ->> 'time'), binrecon_ms(row ->> 'createDate')) >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND coalesce(binrecon_ms(row ->> 'time'), binrecon_ms(row ->> 'createDate')) < ends
ORDER BY 1
