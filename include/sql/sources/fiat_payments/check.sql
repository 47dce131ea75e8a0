-- Bad rows: sides of purchases and sales that were read and are neither canonical nor in quarantine, or say another
-- amount than their page. Excluded by rule: purchases that SPOT did not pay. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'fiat_payments') }},
expected AS (
    SELECT fid, ordinal, record ->> 'orderNo' AS external_id, leg, sign * binrecon_exact(record ->> field) AS amount
    FROM record
    CROSS JOIN (VALUES (1, 1, 'obtainAmount'), (2, -1, 'sourceAmount')) AS side (leg, sign, field)
    WHERE leg = 1 OR key = '1' OR record ->> 'paymentMethod' = 'Cash Balance'
)
{{ check.unmet('binance_reconciliation_transfers', 'fiat_payments') }}
