-- Bad rows: interest that was read and is neither canonical nor in quarantine, or says another amount than its page. Empty is
-- good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'margin_interest') }},
expected AS (
    SELECT fid, ordinal, record ->> 'txId' AS external_id, 1 AS leg, binrecon_exact(record ->> 'interest') AS amount
    FROM record
)
{{ check.unmet('binance_reconciliation_transfers', 'margin_interest', measure="'interest'") }}
