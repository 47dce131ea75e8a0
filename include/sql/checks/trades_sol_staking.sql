-- Bad rows: sides of exchanges that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Excluded by rule: those that did not succeed (yet). Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'sol_staking') }},
expected AS (
    SELECT fid, ordinal, concat_ws(':', record ->> 'time', record ->> 'asset', record ->> 'distributeAsset', nth) AS external_id,
        leg, sign * binrecon_exact(record ->> field) AS amount
    FROM record
    CROSS JOIN (VALUES (1, 1, 'distributeAmount'), (2, -1, 'amount')) AS side (leg, sign, field)
    WHERE record ->> 'status' = 'SUCCESS'
)
{{ check.unmet('binance_reconciliation_trades', 'sol_staking') }}
