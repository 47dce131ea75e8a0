-- Bad rows: interest that was read and is neither canonical nor in quarantine, or says another amount than its page. Empty is
-- good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% import 'macros/isolated.sql' as isolated -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, (record ->> 'txId'){{ isolated.suffix(source) }} AS external_id, 1 AS leg, binrecon_exact(record ->> 'interest') AS amount
    FROM record
)
{{ check.unmet('binance_reconciliation_transfers', source.name, measure="'interest'") }}
