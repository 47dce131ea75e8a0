-- Bad rows: sides of fiat orders that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'fiat_orders') }},
expected AS (
    SELECT fid, ordinal, record ->> 'orderNo' AS external_id, leg, sign * binrecon_exact(record ->> field) AS amount
    FROM record
    JOIN (VALUES ('0', 1, 1, 'amount'), ('1', 2, -1, 'amount'), ('1', 3, -1, 'totalFee')) AS side (key, leg, sign, field)
        USING (key)
)
{{ check.unmet('binance_reconciliation_transfers', 'fiat_orders') }}
