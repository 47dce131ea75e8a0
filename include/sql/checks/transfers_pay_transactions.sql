-- Bad rows: spot parts of payments that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Excluded by rule: other wallets. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'pay_transactions') }},
expected AS (
    SELECT fid, ordinal, (record ->> 'transactionId') || ':' || (fund ->> 'currency') AS external_id,
        CASE WHEN record ->> 'amount' LIKE '-%%' THEN 2 ELSE 1 END AS leg,
        sum(CASE WHEN record ->> 'amount' LIKE '-%%' THEN -1 ELSE 1 END * binrecon_exact(cost.value)) AS amount
    FROM record
    CROSS JOIN LATERAL jsonb_array_elements(record -> 'fundsDetail') AS fund
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(fund -> 'walletAssetCost')
            WHEN 'array' THEN fund -> 'walletAssetCost' ELSE jsonb_build_array(fund -> 'walletAssetCost') END
    ) AS map
    CROSS JOIN LATERAL jsonb_each_text(map) AS cost
    WHERE cost.key = '2'
    GROUP BY 1, 2, 3, 4
)
{{ check.unmet('binance_reconciliation_transfers', 'pay_transactions') }}
