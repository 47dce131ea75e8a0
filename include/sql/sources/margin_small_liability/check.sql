-- Bad rows: sides of exchanged debts that were read and are neither canonical nor in quarantine, or say another amount than their
-- page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'margin_small_liability') }},
expected AS (
    SELECT fid, ordinal, 2 AS leg, measure, -binrecon_exact(record ->> field) AS amount,
        {{ check.joined(['timestamp', 'asset', 'targetAsset', 'amount', 'targetAmount']) }} AS external_id
    FROM record
    CROSS JOIN (VALUES ('balance', 'targetAmount'), ('loan', 'amount')) AS side (measure, field)
)
{{ check.unmet('binance_reconciliation_transfers', 'margin_small_liability', measure='expected.measure') }}
