-- Redemptions of RWUSD (`rwusd/history/redemptionHistory`) become two legs of binance_reconciliation_transfers: what is
-- given up out (2) at `time`, and what comes of it in (1) at `arrivalTime`, which may be days later: a fact of its own,
-- with `:arrival` after its id. The fee is taken off what comes, so it is no leg. Grain: account, time, asset and
-- receiveAsset, as the list gives no id, and leg. Only SUCCESS has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('rwusd_redemption') }}
{{ product.judged(
    ids=['time', 'asset', 'receiveAsset'], numbered=true, amounts=['amount', 'receiveAmount'], assets=['asset', 'receiveAsset'],
    words={'status': product.FINAL}, arrival='arrivalTime',
    also=[["status = 'SUCCESS' AND arrival IS NULL", 'arrivalTime is missing or impossible']]
) }}
{{ product.movements('rwusd_redemption', [
    [1, '"receiveAsset"', '"receiveAmount"', 'true', "':arrival'"] + product.ARRIVES,
    [2, '"asset"', '"amount"']
], standing=product.standing('status', product.FINAL)) }}
