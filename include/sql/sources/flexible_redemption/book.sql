-- Redemptions of Simple Earn Flexible (`simple-earn/flexible/history/redemptionRecord`) become legs of
-- binance_reconciliation_transfers: the share LD<asset> out (2), and the asset in (1) where it goes to SPOT.
-- Grain: account, redeemId, leg. Only PAID has effect, at `time`.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {'CREATED': 'pending', 'PAID': 'counts', 'FAILED': 'failed'} -%}
{{ product.open('flexible_redemption') }}
{{ product.judged(
    ids=['redeemId'], words={'destAccount': ['SPOT', 'FUNDING'], 'status': STATUSES}
) }}
{{ product.movements('flexible_redemption', [
    [1, '"asset"', '"amount"', '"destAccount" = \'SPOT\''],
    [2, "'LD' || \"asset\"", '"amount"']
], standing=product.standing('status', STATUSES)) }}
