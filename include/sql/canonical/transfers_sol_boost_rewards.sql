-- Boost rewards of SOL staking (`sol-staking/sol/history/boostRewardsHistory`, type CLAIM: what is only distributed pays
-- nothing yet) become one leg each of binance_reconciliation_transfers: in (1), at `time`, which the list gives in
-- seconds where all others give milliseconds: 10 and 13 digits cannot be mistaken. Grain: account, time and token, as the
-- list gives no id. Only SUCCESS has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('sol_boost_rewards') }}
{{ product.judged(
    ids=['time', 'token'], numbered=true, assets=['token'], words={'status': product.FINAL},
    moment="binrecon_ms((record ->> 'time') || CASE octet_length(record ->> 'time') WHEN 10 THEN '000' ELSE '' END)"
) }}
{{ product.movements('sol_boost_rewards', [[1, '"token"', '"amount"']], standing=product.standing('status', product.FINAL)) }}
