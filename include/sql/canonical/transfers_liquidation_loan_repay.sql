-- Repayments of margin liquidation loans (`margin/liquidation-loan/repay-history`) become one leg each of
-- binance_reconciliation_transfers: out (2), as they are taken from SPOT, at `createTime`. Grain: account, repayId. Only
-- SUCCESS has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('liquidation_loan_repay') }}
{{ product.judged(ids=['repayId'], time='createTime', words={'status': product.FINAL}) }}
{{ product.movements('liquidation_loan_repay', [[2, '"asset"', '"amount"']], standing=product.standing('status', product.FINAL)) }}
