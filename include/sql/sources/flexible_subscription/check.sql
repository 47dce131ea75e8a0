-- Bad rows: sides of subscriptions that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Excluded by rule: what SPOT did not pay. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'flexible_subscription') }},
expected AS (
    SELECT fid, ordinal, record ->> 'purchaseId' AS external_id, leg, sign * binrecon_exact(record ->> field) AS amount
    FROM record
    JOIN (VALUES
        ('any', 1, 1, 'amount'), ('SPOT', 2, -1, 'amount'), ('SPOTANDFUNDING', 2, -1, 'amtFromSpot')
    ) AS side (payer, leg, sign, field)
        ON payer = 'any' OR (payer = record ->> 'sourceAccount' AND record ->> 'type' IN ('NORMAL', 'AUTO'))
)
{{ check.unmet('binance_reconciliation_transfers', 'flexible_subscription') }}
