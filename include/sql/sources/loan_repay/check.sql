-- Bad rows: sides of loan records that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'loan_repay') }},
expected AS (
    SELECT fid, ordinal, leg, sign * binrecon_exact(record ->> field) AS amount,
        concat_ws(':', record ->> 'repayTime', record ->> 'loanCoin', record ->> 'collateralCoin', nth) AS external_id
    FROM record
    CROSS JOIN (VALUES (1, 1, 'collateralReturn'), (2, -1, 'repayAmount')) AS side (leg, sign, field)
)
{{ check.unmet('binance_reconciliation_transfers', 'loan_repay') }}
