-- Bad rows: spot parts of payments that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Excluded by rule: other wallets. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'pay_transactions') }},
expected AS (
    SELECT fid, ordinal, (record ->> 'transactionId') || ':' || (fund ->> 'currency') AS external_id,
        CASE WHEN record ->> 'amount' LIKE '-%%' THEN 2 ELSE 1 END AS leg,
        sum(CASE WHEN record ->> 'amount' LIKE '-%%' THEN -1 ELSE 1 END * binrecon_exact(part #>> '{}')) AS amount
    FROM record
    CROSS JOIN LATERAL jsonb_path_query(record, 'lax $.fundsDetail[*]') AS fund
    CROSS JOIN LATERAL jsonb_path_query(fund, 'lax $.walletAssetCost[*]."2"') AS part
    GROUP BY 1, 2, 3, 4
)
{{ check.unmet('binance_reconciliation_transfers', 'pay_transactions') }}
