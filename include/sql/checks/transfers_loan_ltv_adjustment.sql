-- Bad rows: sides of loan records that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'loan_ltv_adjustment') }},
expected AS (
    SELECT fid, ordinal, leg, sign * binrecon_exact(record ->> field) AS amount,
        concat_ws(':', record ->> 'adjustTime', record ->> 'loanCoin', record ->> 'collateralCoin', nth) AS external_id
    FROM record
    CROSS JOIN (VALUES (1, 1, 'collateralAmount'), (2, -1, 'collateralAmount')) AS side (leg, sign, field)
    WHERE leg = CASE record ->> 'direction' WHEN 'ADDITIONAL' THEN 2 ELSE 1 END
)
{{ check.unmet('binance_reconciliation_transfers', 'loan_ltv_adjustment') }}
