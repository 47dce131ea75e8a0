-- Changes of a flexible loan's collateral (`loan/flexible/ltv/adjustment/history`) become one leg each of
-- binance_reconciliation_transfers at `adjustTime`: ADDITIONAL out (2), REDUCED in (1). The list holds what was done.
-- Grain: account, adjustTime, loanCoin and collateralCoin, as the list gives no id.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('loan_ltv_adjustment') }}
{{ product.judged(
    ids=['adjustTime', 'loanCoin', 'collateralCoin'], numbered=true, time='adjustTime', amounts=['collateralAmount'],
    assets=['loanCoin', 'collateralCoin'], words={'direction': ['ADDITIONAL', 'REDUCED']}
) }}
{{ product.movements('loan_ltv_adjustment', [
    [1, '"collateralCoin"', '"collateralAmount"', "direction = 'REDUCED'"],
    [2, '"collateralCoin"', '"collateralAmount"', "direction = 'ADDITIONAL'"]
], status="'LISTED'") }}
