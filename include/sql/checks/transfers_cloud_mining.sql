-- Bad rows: payments and refunds that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'cloud_mining') }},
expected AS (
    SELECT fid, ordinal, record ->> 'tranId' AS external_id, leg, sign * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    JOIN (VALUES ('249', 1, 1), ('248', 2, -1)) AS side (type, leg, sign) ON record ->> 'type' = side.type
)
{{ check.unmet('binance_reconciliation_transfers', 'cloud_mining') }}
