-- Bad rows: subscriptions that were read and are neither canonical nor in quarantine, or say another amount than their
-- page. Excluded by rule: what SPOT did not pay. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, record ->> 'purchaseId' AS external_id, 2 AS leg, -binrecon_exact(record ->> field) AS amount
    FROM record
    JOIN (VALUES ('SPOT', 'amount'), ('SPOTANDFUNDING', 'amtFromSpot')) AS side (payer, field)
        ON payer = record ->> 'sourceAccount' AND record ->> 'type' NOT IN ('AUTO', 'RESTAKE', 'TRIAL')
)
{{ check.unmet('binance_reconciliation_transfers', source.name) }}
