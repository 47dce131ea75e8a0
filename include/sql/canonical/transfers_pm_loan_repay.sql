-- Repayments of a bankruptcy loan of Portfolio Margin Pro (`portfolio/pmloan-history`) become one leg each of
-- binance_reconciliation_transfers: out (2), as they are taken from SPOT, at `repayTime`. Grain: account, repayTime and asset, as
-- the list gives no id. It has no status: what it lists was paid.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('pm_loan_repay') }}
{{ product.judged(ids=['repayTime', 'asset'], time='repayTime') }}
{{ product.movements('pm_loan_repay', [[2, '"asset"', '"amount"']], status="'LISTED'") }}
