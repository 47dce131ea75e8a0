-- Bad rows: legs of fills that were read and are neither canonical nor in quarantine, or say another amount than their page:
-- a fill has all of its three legs. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_trades', 'trade_data', 'trades') }},
expected AS (
    SELECT fid, ordinal, leg,
        key || ':' || (record ->> 'id') || CASE WHEN record -> 'isBuyer' = 'true' THEN ':B' ELSE ':S' END AS external_id,
        sign * binrecon_exact(record ->> CASE WHEN record -> 'isBuyer' = 'true' THEN bought ELSE sold END) AS amount
    FROM record
    CROSS JOIN (VALUES
        (1, 1, 'qty', 'quoteQty'), (2, -1, 'quoteQty', 'qty'), (3, -1, 'commission', 'commission')
    ) AS side (leg, sign, bought, sold)
)
{{ check.unmet('binance_reconciliation_trades', 'trade') }}
