-- Bad rows: moves that were read and are neither canonical nor in quarantine, or say another amount than their page.
-- Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'custody_transfer') }},
expected AS (
    SELECT fid, ordinal, record ->> 'clientTranId' AS external_id, leg, sign * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    JOIN (VALUES ('Undelegate', 1, 1), ('Delegate', 2, -1)) AS side (way, leg, sign) ON record ->> 'transferType' = way
)
{{ check.unmet('binance_reconciliation_transfers', 'custody_transfer') }}
