-- Subscriptions of locked products (`simple-earn/locked/history/subscriptionRecord`) become one leg each of
-- binance_reconciliation_transfers: out (2), as far as SPOT paid. Types AUTO, RESTAKE and TRIAL take nothing from SPOT,
-- which shows nothing of the position. Grain: account, purchaseId. Only SUCCESS has effect, at `time`.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {'PURCHASING': 'pending', 'PENDING': 'pending', 'SUCCESS': 'counts', 'FAILED': 'failed'} -%}
{{ product.open('locked_subscription') }}
{{ product.judged(
    ids=['purchaseId'],
    words={
        'type': ['NORMAL', 'AUTO', 'ACTIVITY', 'TRIAL', 'RESTAKE'],
        'status': STATUSES
    },
    also=product.PAID_FROM
) }}
{{ product.movements('locked_subscription', [
    [2, '"asset"', product.PAID_BY_SPOT, "type IN ('NORMAL', 'ACTIVITY') AND record ->> 'sourceAccount' <> 'FUNDING'"]
], standing=product.standing('status', STATUSES)) }}
