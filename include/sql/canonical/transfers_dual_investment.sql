-- Positions of dual investment (`dci/product/positions`) become one leg each of binance_reconciliation_transfers: out (2)
-- with `subscriptionAmount`, at `subscriptionTime`. The list tells neither the coin nor the amount a position settles in:
-- that credit is nowhere in it, and shows as a variance of the settlement day. Grain: account, id. A purchase that is
-- pending, failed or was refunded has no effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('dual_investment') }}
{{ product.judged(
    ids=['id'], time='subscriptionTime', amounts=['subscriptionAmount'], assets=['investCoin'],
    words={'purchaseStatus': [
        'PENDING', 'PURCHASE_SUCCESS', 'SETTLING', 'SETTLED', 'PURCHASE_FAIL', 'REFUNDING', 'REFUND_SUCCESS'
    ]}
) }}
{{ product.movements('dual_investment', [
    [2, '"investCoin"', '"subscriptionAmount"']
], status='"purchaseStatus"', effective="\"purchaseStatus\" IN ('PURCHASE_SUCCESS', 'SETTLING', 'SETTLED', 'REFUNDING')") }}
