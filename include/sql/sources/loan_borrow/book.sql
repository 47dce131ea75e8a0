-- Flexible loans (`loan/flexible/borrow/history`) become two legs of binance_reconciliation_transfers at `borrowTime`:
-- the loan in (1) and the collateral out (2). The list does not say whether the collateral came from SPOT or from Earn:
-- it is taken from SPOT, and one that came from Earn shows as a variance of that amount. Grain: account, borrowTime,
-- loanCoin and collateralCoin, as the list gives no id, and leg. Only SUCCESS has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('loan_borrow') }}
{{ product.judged(
    ids=['borrowTime', 'loanCoin', 'collateralCoin'], numbered=true, time='borrowTime',
    amounts=['initialLoanAmount', 'initialCollateralAmount'], assets=['loanCoin', 'collateralCoin'],
    words={'status': product.FINAL}
) }}
{{ product.movements('loan_borrow', [
    [1, '"loanCoin"', '"initialLoanAmount"'], [2, '"collateralCoin"', '"initialCollateralAmount"']
], standing=product.standing('status', product.FINAL)) }}
