-- Subscriptions of Simple Earn Flexible (`simple-earn/flexible/history/subscriptionRecord`) become legs of
-- binance_reconciliation_transfers: the asset out (2), as far as SPOT paid it, and the share in (1), which the exchange shows
-- in SPOT as LD<asset>. Types CONVERT, LOAN, AI and TRANSFER are paid from elsewhere: only the share comes.
-- Grain: account, purchaseId, leg. Only SUCCESS has effect, at `time`.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {'PURCHASING': 'pending', 'SUCCESS': 'counts', 'FAILED': 'failed'} -%}
{{ product.open('flexible_subscription') }}
{{ product.judged(
    ids=['purchaseId'],
    words={
        'type': ['AUTO', 'NORMAL', 'CONVERT', 'LOAN', 'AI', 'TRANSFER'],
        'status': STATUSES
    },
    also=product.PAID_FROM
) }}
{{ product.movements('flexible_subscription', [
    [1, "'LD' || \"asset\"", '"amount"'],
    [2, '"asset"', product.PAID_BY_SPOT, "type IN ('AUTO', 'NORMAL') AND record ->> 'sourceAccount' <> 'FUNDING'"]
], standing=product.standing('status', STATUSES)) }}
