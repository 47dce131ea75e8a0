-- Bad rows: moves that were read and are neither canonical nor in quarantine, or say another amount than their page.
-- Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% set moved = source.booking -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, {{ check.joined(moved.ids, moved.numbered) }} AS external_id, leg,
        sign * binrecon_exact(record ->> '{{ moved.amount }}') AS amount
    FROM record
    JOIN (VALUES ('{{ moved.comes_in }}', 1, 1), ('{{ moved.goes_out }}', 2, -1)) AS side (way, leg, sign)
        ON record ->> '{{ moved.word }}' = way
)
{{ check.unmet('binance_reconciliation_transfers', source.name) }}
