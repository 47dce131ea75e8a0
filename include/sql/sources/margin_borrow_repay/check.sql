-- Bad rows: measures of loans and repayments that were read and are neither canonical nor in quarantine, or say another amount
-- than their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'margin_borrow_repay') }},
expected AS (
    SELECT fid, ordinal, key || ':' || (record ->> 'txId') AS external_id, CASE key WHEN 'BORROW' THEN 1 ELSE 2 END AS leg, measure,
        CASE WHEN key = 'BORROW' THEN binrecon_exact(record ->> 'amount') ELSE -binrecon_exact(record ->> field) END AS amount
    FROM record
    CROSS JOIN (VALUES ('balance', 'amount'), ('loan', 'principal'), ('interest', 'interest')) AS moved (measure, field)
    WHERE record ->> 'status' <> 'FAILED' AND (key = 'REPAY' OR measure <> 'interest')
)
{{ check.unmet('binance_reconciliation_transfers', 'margin_borrow_repay', measure='expected.measure') }}
