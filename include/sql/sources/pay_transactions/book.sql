-- Payments of Binance Pay (`pay/transactions`) become one leg of binance_reconciliation_transfers for each currency that
-- the spot wallet (2) paid or got: `walletAssetCost` names the wallets, as one map or as a list of maps; the sign of
-- `amount`, which counts all wallets, says whether it goes out (2) or comes in (1). Grain: account, transactionId and
-- currency. A payment is listed when it is done, at `transactionTime`. One that names the spot wallet and does not say
-- its part is refused, and so is one that names no wallet at all.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('pay_transactions') }}
fund AS (
    SELECT entry.*, cost.currency, cost.parts, cost.spot
    FROM entry
    LEFT JOIN LATERAL (
        SELECT detail ->> 'currency' AS currency, count(*) AS parts,
            CASE WHEN count(*) = count(binrecon_exact(part #>> '{}')) THEN sum(binrecon_exact(part #>> '{}')) END AS spot
        FROM jsonb_path_query(record, 'lax $.fundsDetail[*]') AS detail
        CROSS JOIN LATERAL jsonb_path_query(detail, 'lax $.walletAssetCost."2"') AS part
        GROUP BY detail ->> 'currency'
    ) AS cost ON true
),
{{ product.judged(
    ids=['transactionId'], suffix=" || coalesce(':' || binrecon_name(currency), '')", time='transactionTime', amounts=[],
    assets=[], from='fund',
    also=[
        ["parts > 0 AND binrecon_exact(record ->> 'amount') IS NULL", 'amount is missing or not exact'],
        ["parts > 0 AND spot <> 0 AND binrecon_exact(record ->> 'amount') = 0", 'amount has no sign that says which way it went'],
        ["parts > 0 AND (spot IS NULL OR spot < 0 OR spot >= 1e18 OR binrecon_name(currency) IS NULL)", 'fundsDetail is not exact'],
        ["parts IS NULL AND (record ->> 'walletType' = '2' OR record -> 'walletTypes' @> ANY ('{2,\"2\"}'::jsonb[]))",
         'the part of the spot wallet is missing'],
        ["parts IS NULL AND record ->> 'walletType' IS NULL"
         ~ " AND NOT jsonb_path_exists(record, 'lax $.walletTypes[*]')"
         ~ " AND NOT jsonb_path_exists(record, 'lax $.fundsDetail[*].walletAssetCost.*')", 'no wallet is named']
    ]
) }}
{{ product.movements('pay_transactions', [
    [1, 'currency', 'spot', "parts > 0 AND left(record ->> 'amount', 1) <> '-'"],
    [2, 'currency', 'spot', "parts > 0 AND left(record ->> 'amount', 1) = '-'"]
], status="'LISTED'") }}
