-- Subscriptions of locked products become one leg each of binance_reconciliation_transfers: out (2), as far as the spot wallet
-- paid. Types AUTO, RESTAKE and TRIAL take nothing from it, and it shows nothing of the position. Grain: account, purchaseId.
-- Only SUCCESS has effect, at `time`.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {'PURCHASING': 'pending', 'PENDING': 'pending', 'SUCCESS': 'counts', 'FAILED': 'failed'} -%}
{{ product.open(source.name) }}
{{ product.judged(
    ids=['purchaseId'],
    words={
        'type': ['NORMAL', 'AUTO', 'ACTIVITY', 'TRIAL', 'RESTAKE'],
        'status': STATUSES
    },
    also=product.PAID_FROM
) }}
{{ product.movements(source.name, [
    [2, '"asset"', product.PAID_BY_SPOT, "type IN ('NORMAL', 'ACTIVITY') AND record ->> 'sourceAccount' <> 'FUNDING'"]
], standing=product.standing('status', STATUSES)) }}
