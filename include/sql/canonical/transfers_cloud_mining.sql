-- Payments (type 248) and refunds (249) of cloud mining (`asset/ledger-transfer/cloud-mining/queryByPage`) become one leg
-- each of binance_reconciliation_transfers at `createTime`: out (2) and in (1). Grain: account, tranId. Only S, the one
-- status that is listed, has effect; another one is refused.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('cloud_mining') }}
{{ product.judged(ids=['tranId'], time='createTime', words={'type': ['248', '249'], 'status': ['S']}) }}
{{ product.movements('cloud_mining', [
    [1, '"asset"', '"amount"', "type = '249'"], [2, '"asset"', '"amount"', "type = '248'"]
]) }}
