-- Rewards of on-chain yields (`onchain-yields/locked/history/rewardsRecord`) become one leg each of
-- binance_reconciliation_transfers: in (1), at `time`. Grain: account, positionId, time and asset, as the list gives no
-- id. It has no status: what it lists was paid.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('onchain_rewards') }}
{{ product.judged(ids=['positionId', 'time', 'asset'], numbered=true, amounts=['amount'], assets=['asset']) }}
{{ product.movements('onchain_rewards', [[1, '"asset"', '"amount"']], status="'LISTED'") }}
