-- Earnings of pool mining (`mining/payment/uid`) become one leg each of binance_reconciliation_transfers: in (1), at
-- `time`. That is the mining day; the list does not tell when it was paid, so that a payment after midnight shows as a
-- variance of two days that adds up to nothing. Grain: account, time, type, puid and coinName, as the list gives no id.
-- The documented record has no status: what is listed was paid. One that tells the status of `mining/payment/list` counts only
-- when it is paid (2), and is pending before (0, 1).
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('mining_earnings') }}
{{ product.judged(
    ids=['time', 'type', 'puid', 'coinName'], numbered=true, amounts=['amount'],
    assets=['coinName'], also=[["coalesce(record ->> 'status', '2') NOT IN ('0', '1', '2')", 'status is unknown']]
) }}
{{ product.movements('mining_earnings', [[1, '"coinName"', '"amount"']], status="coalesce(record ->> 'status', 'LISTED')",
    standing="CASE WHEN record ->> 'status' IN ('0', '1') THEN 'pending' ELSE 'counts' END") }}
