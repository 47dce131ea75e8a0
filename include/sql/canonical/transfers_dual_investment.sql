-- Positions of dual investment (`dci/product/positions`) become one leg each of binance_reconciliation_transfers: out (2)
-- with `subscriptionAmount`, at `subscriptionTime`. The list tells neither the coin nor the amount a position settles in:
-- that credit is nowhere in it, and shows as a variance of the settlement day. Grain: account, id. A purchase that is
-- pending, failed or was refunded has no effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {
    'PENDING': 'pending', 'PURCHASE_SUCCESS': 'counts', 'SETTLING': 'counts', 'SETTLED': 'counts', 'REFUNDING': 'counts',
    'PURCHASE_FAIL': 'failed', 'REFUND_SUCCESS': 'failed'
} -%}
{{ product.open('dual_investment') }}
{{ product.judged(
    ids=['id'], time='subscriptionTime', amounts=['subscriptionAmount'], assets=['investCoin'],
    words={'purchaseStatus': STATUSES}
) }}
{{ product.movements('dual_investment', [
    [2, '"investCoin"', '"subscriptionAmount"']
], status='"purchaseStatus"', standing=product.standing('"purchaseStatus"', STATUSES)) }}
