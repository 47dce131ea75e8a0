-- Bad rows: repayments that were read and are neither canonical nor in quarantine, or say another amount than their page.
-- Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'pm_loan_repay') }},
expected AS (
    SELECT fid, ordinal, concat_ws(':', record ->> 'repayTime', record ->> 'asset') AS external_id, 2 AS leg,
        -binrecon_exact(record ->> 'amount') AS amount
    FROM record
)
{{ check.unmet('binance_reconciliation_transfers', 'pm_loan_repay') }}
