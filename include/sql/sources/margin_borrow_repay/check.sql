-- Bad rows: measures of loans and repayments that were read and are neither canonical nor in quarantine, or say another amount
-- than their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% import 'macros/isolated.sql' as isolated -%}
{%- set way = "'" ~ source.fixed[0][1] ~ "'" if isolated.is_isolated(source) else 'key' -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, {{ way }} || ':' || (record ->> 'txId'){{ isolated.suffix(source) }} AS external_id,
        CASE {{ way }} WHEN 'BORROW' THEN 1 ELSE 2 END AS leg, measure,
        CASE WHEN {{ way }} = 'BORROW' THEN binrecon_exact(record ->> 'amount') ELSE -binrecon_exact(record ->> field) END AS amount
    FROM record
    CROSS JOIN (VALUES ('balance', 'amount'), ('loan', 'principal'), ('interest', 'interest')) AS moved (measure, field)
    WHERE record ->> 'status' <> 'FAILED' AND ({{ way }} = 'REPAY' OR measure <> 'interest')
)
{{ check.unmet('binance_reconciliation_transfers', source.rows_of, measure='expected.measure') }}
