-- Rewards of soft staking (`soft-staking/history/rewardsRecord`) become one leg each of binance_reconciliation_transfers:
-- in (1), at `time`. The coins they are for never leave SPOT. Grain: account, time, asset and rewardAsset, as the list
-- gives no id. It has no status: what it lists was paid.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('soft_staking_rewards') }}
{{ product.judged(ids=['time', 'asset', 'rewardAsset'], numbered=true, amounts=['rewards'], assets=['rewardAsset']) }}
{{ product.movements('soft_staking_rewards', [[1, '"rewardAsset"', '"rewards"']], status="'LISTED'") }}
