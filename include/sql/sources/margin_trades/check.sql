-- Bad rows: legs of fills of margin that were read and are neither canonical nor in quarantine, or say another amount than
-- their page: a fill has all of its three legs. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_trades', 'trade_data', source.name) }},
expected AS (
    SELECT fid, ordinal, leg, key || ':' || (record ->> 'id') || CASE WHEN record -> 'isBuyer' = 'true' THEN ':B' ELSE ':S' END AS external_id,
        sign * CASE WHEN leg = 3 THEN binrecon_exact(record ->> 'commission')
            WHEN (leg = 1) = (record -> 'isBuyer' = 'true') THEN binrecon_exact(record ->> 'qty')
            WHEN record ? 'quoteQty' THEN binrecon_exact(record ->> 'quoteQty')
            ELSE binrecon_exact(record ->> 'price') * binrecon_exact(record ->> 'qty') END AS amount
    FROM record
    CROSS JOIN (VALUES (1, 1), (2, -1), (3, -1)) AS side (leg, sign)
)
{{ check.unmet('binance_reconciliation_trades', source.rows_of) }}
