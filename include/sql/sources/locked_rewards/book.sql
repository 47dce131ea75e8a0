-- Rewards of Simple Earn Locked (`simple-earn/locked/history/rewardsRecord`) become one leg each of
-- binance_reconciliation_transfers: in (1), at `time`, unless a dividend tells of the same money (see twins.sql). The
-- type stands as status. Grain: account, positionId (number or text), time, asset and type, as the list gives no id.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('locked_rewards', lock='twins') }}
{{ product.judged(ids=['positionId', 'time', 'asset', 'type'], numbered=true, words={'type': ['Locked Rewards', 'Boost Rewards']}) }}
{{ product.movements(
    'locked_rewards', [[1, '"asset"', '"amount"']], status='type', standing=product.as_held('locked_rewards')
) }}
{% include 'sources/twins.sql' %}
