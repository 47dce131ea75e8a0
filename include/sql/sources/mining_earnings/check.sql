-- Bad rows: rewards that were read and are neither canonical nor in quarantine, or say another amount than their page.
-- Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'mining_earnings') }},
expected AS (
    SELECT fid, ordinal, 1 AS leg, binrecon_exact(record ->> 'amount') AS amount,
        concat_ws(':', record ->> 'time', record ->> 'type', record ->> 'puid', record ->> 'coinName', nth) AS external_id
    FROM record
)
{{ check.unmet('binance_reconciliation_transfers', 'mining_earnings') }}
