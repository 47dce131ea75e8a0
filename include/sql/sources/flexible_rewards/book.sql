-- Rewards of Simple Earn Flexible (`simple-earn/flexible/history/rewardsRecord`) become one leg each of
-- binance_reconciliation_transfers: in (1). BONUS and REWARDS are paid out in the asset, unless a dividend tells of the same
-- money (see twins.sql); REALTIME grows the share, which SPOT shows as LD<asset>. The type stands as status.
-- Grain: account, time, projectId, asset and type, as the list gives no id.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('flexible_rewards', lock='twins') }}
{{ product.judged(
    ids=['time', 'projectId', 'asset', 'type'], numbered=true, amounts=['rewards'], words={'type': ['BONUS', 'REALTIME', 'REWARDS']}
) }}
{{ product.movements('flexible_rewards', [
    [1, "CASE type WHEN 'REALTIME' THEN 'LD' || \"asset\" ELSE \"asset\" END", '"rewards"']
], status='type', standing=product.as_held('flexible_rewards')) }}
{% include 'sources/twins.sql' %}
