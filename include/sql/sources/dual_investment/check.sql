-- Bad rows: positions that were read and are neither canonical nor in quarantine, or say another amount than their page, and
-- settlements that a position tells of. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'dual_investment') }},
expected AS (
    SELECT fid, ordinal, record ->> 'id' AS external_id, 2 AS leg, -binrecon_exact(record ->> 'subscriptionAmount') AS amount
    FROM record
    UNION ALL
    SELECT fid, ordinal, (record ->> 'id') || ':settlement', 1, binrecon_exact(record ->> 'settleAmount')
    FROM record
    WHERE record ->> 'purchaseStatus' = 'SETTLED' AND record ->> 'settleAmount' IS NOT NULL
)
{{ check.unmet('binance_reconciliation_transfers', 'dual_investment') }}
