-- Bad rows: dividends that were read and are neither canonical nor in quarantine, or say another amount than their page.
-- Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'asset_dividend') }},
expected AS (
    SELECT fid, ordinal, record ->> 'id' AS external_id, CASE direction WHEN 1 THEN 1 ELSE 2 END AS leg,
        direction * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    CROSS JOIN LATERAL (SELECT CASE record ->> 'direction' WHEN '-1' THEN -1 ELSE 1 END) AS way (direction)
)
{{ check.unmet('binance_reconciliation_transfers', 'asset_dividend') }}
