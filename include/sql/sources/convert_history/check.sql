-- Bad rows: sides of successful converts that were read and are neither canonical nor in quarantine, or say another amount
-- than their page. Excluded by rule: converts that did not succeed (yet). Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_convert_history', 'convert_data', 'convert_history') }},
expected AS (
    SELECT fid, ordinal, record ->> 'orderId' AS external_id, leg, sign * binrecon_exact(record ->> field) AS amount
    FROM record
    CROSS JOIN (VALUES (1, 1, 'toAmount'), (2, -1, 'fromAmount')) AS side (leg, sign, field)
    WHERE record ->> 'orderStatus' NOT IN ('PROCESS', 'ACCEPT_SUCCESS', 'FAIL')
)
{{ check.unmet('binance_reconciliation_trades', 'convert') }}
