-- Bad rows: sides of redemptions that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% set received = source.booking.received -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, leg, sign * binrecon_exact(record ->> field) AS amount,
        {{ check.joined(['time', 'asset', received[0]]) }} || suffix AS external_id
    FROM record
    CROSS JOIN (VALUES (1, 1, '{{ received[1] }}', ':arrival'), (2, -1, 'amount', '')) AS side (leg, sign, field, suffix)
)
{{ check.unmet('binance_reconciliation_transfers', source.name) }}
