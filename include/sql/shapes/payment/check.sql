-- Bad rows: payments that were read and are neither canonical nor in quarantine, or say another amount than their page.
-- Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% set paid = source.booking -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, {{ paid.way.value }} AS leg, {{ check.joined(paid.ids, paid.numbered) }} AS external_id,
        {{ '-' if paid.way.value == 2 }}binrecon_exact(record ->> '{{ paid.amount }}') AS amount
    FROM record
)
{{ check.unmet('binance_reconciliation_transfers', source.name) }}
