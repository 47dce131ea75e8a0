-- Bad rows: redemptions that were read and are neither canonical nor in quarantine, or say another amount than their
-- page. Excluded by rule: what stays in Earn. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, record ->> 'redeemId' AS external_id, 1 AS leg, binrecon_exact(record ->> 'amount') AS amount
    FROM record
    WHERE record ->> 'type' <> 'NEW_TRANSFERRED'
)
{{ check.unmet('binance_reconciliation_transfers', source.name) }}
