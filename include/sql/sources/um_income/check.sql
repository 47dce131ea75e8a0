-- Bad rows: income that was read and is neither canonical nor in quarantine, or says another amount than its page. Empty is good.
-- Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'um_income') }},
said AS (
    SELECT fid, ordinal, binrecon_exact(record ->> 'income') AS amount, concat_ws(
        ':', record ->> 'incomeType', record ->> 'tranId', record ->> 'asset', coalesce(record ->> 'symbol', ''),
        coalesce(record ->> 'tradeId', ''), record ->> 'time', trim_scale(binrecon_exact(record ->> 'income'))
    ) AS name
    FROM record
),
expected AS (
    SELECT fid, ordinal, CASE WHEN amount < 0 THEN 2 ELSE 1 END AS leg, amount,
        concat_ws(':', name, nullif(row_number() OVER (PARTITION BY fid, name ORDER BY ordinal), 1)) AS external_id
    FROM said
)
{{ check.unmet('binance_reconciliation_transfers', 'um_income') }}
