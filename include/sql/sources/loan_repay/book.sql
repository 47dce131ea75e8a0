-- Repayments of flexible loans (`loan/flexible/repay/history`) become two legs of binance_reconciliation_transfers at
-- `repayTime`: the repayment out (2), and the collateral that is given back in (1). Grain: account, repayTime, loanCoin
-- and collateralCoin, as the list gives no id, and leg. Only Repaid, which is spelled REPAID too, has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {
    'Repaid': 'counts', 'REPAID': 'counts', 'Repaying': 'pending', 'REPAYING': 'pending', 'Failed': 'failed', 'FAILED': 'failed'
} -%}
{{ product.open('loan_repay') }}
{{ product.judged(
    ids=['repayTime', 'loanCoin', 'collateralCoin'], numbered=true, time='repayTime', amounts=['repayAmount', 'collateralReturn'],
    assets=['loanCoin', 'collateralCoin'],
    words={'repayStatus': STATUSES}
) }}
{{ product.movements('loan_repay', [
    [1, '"collateralCoin"', '"collateralReturn"'], [2, '"loanCoin"', '"repayAmount"']
], status='"repayStatus"', standing=product.standing('"repayStatus"', STATUSES)) }}
