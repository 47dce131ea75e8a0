-- Bad rows: sides of dust conversions that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
expected AS (
    SELECT fid, ordinal, (detail ->> 'transId') || ':' || (detail ->> 'fromAsset') AS external_id, leg,
        sign * binrecon_exact(detail ->> field) AS amount
    FROM record
    CROSS JOIN LATERAL jsonb_path_query(record, 'lax $.userAssetDribbletDetails[*]') AS detail
    CROSS JOIN (VALUES (1, 1, 'transferedAmount'), (2, -1, 'amount')) AS side (leg, sign, field)
)
{{ check.unmet('binance_reconciliation_trades', source.name) }}
