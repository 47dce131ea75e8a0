-- Small debts of cross margin that were exchanged (`margin/exchange-small-liability-history`) become legs of
-- binance_reconciliation_transfers: `targetAmount` of `targetAsset` goes out (2), and `amount` is taken off the loan of `asset` (2).
-- How much of it was interest is not told: loan and interest of that day are judged together.
-- Grain: account, time, assets and amounts, as the list gives no id; equal records of one reading are as many facts.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('margin_small_liability') }}
{{ product.judged(
    ids=['timestamp', 'asset', 'targetAsset', 'amount', 'targetAmount'], numbered=true, time='timestamp',
    amounts=['amount', 'targetAmount'], assets=['asset', 'targetAsset']
) }}
{{ product.movements('margin_small_liability', [
    [2, '"targetAsset"', '"targetAmount"'],
    [2, '"asset"', '"amount"', 'true', "''", 'moment', 'true', "'loan'"]
], status="'LISTED'") }}
