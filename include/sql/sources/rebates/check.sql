-- Bad rows: rebates that were read and are neither canonical nor in quarantine, or say another amount than their page.
-- Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'rebates') }},
expected AS (
    SELECT fid, ordinal, leg, amount, kind || CASE WHEN nth > 1 THEN ':' || nth ELSE '' END AS external_id
    FROM (
        SELECT record.fid, ordinal, 1 AS leg, binrecon_exact(record ->> 'amount') AS amount, kind,
            row_number() OVER (PARTITION BY raw.coverage_id, kind ORDER BY record ->> 'amount', record.fid, ordinal) AS nth
        FROM record
        JOIN binance_raw_product_history AS raw ON raw.id = record.fid
        CROSS JOIN LATERAL concat_ws(':', record ->> 'updateTime', record ->> 'asset', record ->> 'type') AS kind
    ) AS told
)
{{ check.unmet('binance_reconciliation_transfers', 'rebates') }}
