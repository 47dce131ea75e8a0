-- Redemptions of locked products become one leg each of binance_reconciliation_transfers: in (1) at `deliverDate`, which comes
-- as number or text and may be days after `time`. `amount` is what is left after `lossAmount`; `rewardAmt` says what the list
-- of rewards has told already. NEW_TRANSFERRED becomes a flexible share, which the flexible subscriptions tell of. Grain:
-- account, redeemId. Only PAID has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a LockedRedemption.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {'CREATED': 'pending', 'PENDING': 'pending', 'PAID': 'counts', 'FAILED': 'failed'} -%}
{{ product.open(source.name) }}
{{ product.judged(
    ids=['redeemId'], arrival='deliverDate',
    words={
        'type': source.booking.types,
        'status': STATUSES
    },
    also=[["status = 'PAID' AND arrival IS NULL", 'deliverDate is missing or impossible']]
) }}
{{ product.movements(source.name, [
    [1, '"asset"', '"amount"', "type <> 'NEW_TRANSFERRED'", "''"] + product.ARRIVES
], standing=product.standing('status', STATUSES)) }}
