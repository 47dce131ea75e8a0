-- Bad rows: sides of exchanges that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Excluded by rule: those that did not succeed (yet). Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% set given = source.booking.given -%}
{% set received = source.booking.received -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, {{ check.joined(['time', given[0], received[0]]) }} AS external_id,
        leg, sign * binrecon_exact(record ->> field) AS amount
    FROM record
    CROSS JOIN (VALUES (1, 1, '{{ received[1] }}'), (2, -1, '{{ given[1] }}')) AS side (leg, sign, field)
    WHERE record ->> 'status' = 'SUCCESS'
)
{{ check.unmet('binance_reconciliation_trades', source.name) }}
