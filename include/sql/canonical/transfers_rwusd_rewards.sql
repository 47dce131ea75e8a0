-- Rewards of RWUSD (`rwusd/history/rewardsHistory`) become one leg each of binance_reconciliation_transfers: in (1), at
-- `time`. Grain: account, time and rewardAsset, as the list gives no id. It has no status: what it lists was paid.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('rwusd_rewards') }}
{{ product.judged(ids=['time', 'rewardAsset'], numbered=true, amounts=['rewardsAmount'], assets=['rewardAsset']) }}
{{ product.movements('rwusd_rewards', [[1, '"rewardAsset"', '"rewardsAmount"']], status="'LISTED'") }}
