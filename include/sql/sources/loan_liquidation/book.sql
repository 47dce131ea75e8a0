-- Liquidations of flexible loans (`loan/flexible/liquidation/history`) become one leg each of
-- binance_reconciliation_transfers: what is left of the collateral in (1), at `liquidationStartingTime`, the only time
-- told. Grain: account, liquidationStartingTime, loanCoin and collateralCoin, as the list gives no id. Only Liquidated
-- has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {
    'Liquidated': 'counts', 'LIQUIDATED': 'counts', 'Liquidating': 'pending', 'LIQUIDATING': 'pending'
} -%}
{{ product.open('loan_liquidation') }}
{{ product.judged(
    ids=['liquidationStartingTime', 'loanCoin', 'collateralCoin'], numbered=true, time='liquidationStartingTime',
    amounts=['returnCollateralAmount'], assets=['loanCoin', 'collateralCoin'],
    words={'status': STATUSES}
) }}
{{ product.movements('loan_liquidation', [
    [1, '"collateralCoin"', '"returnCollateralAmount"']
], standing=product.standing('status', STATUSES)) }}
