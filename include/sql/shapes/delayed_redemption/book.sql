-- Redemptions that take time become two legs of binance_reconciliation_transfers: what is given up out (2) at `time`, and what
-- comes of it in (1) at `arrivalTime`, which may be days later: a fact of its own, with `:arrival` after its id. A fee is taken
-- off what comes, so it is no leg. Grain: account, time, asset and asset received, as these lists give no id, and leg. Only
-- SUCCESS has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a DelayedRedemption.
{% import 'macros/products.sql' as product -%}
{% set received = source.booking.received -%}
{{ product.open(source.name) }}
{{ product.judged(
    ids=['time', 'asset', received[0]], numbered=true, amounts=['amount', received[1]], assets=['asset', received[0]],
    words={'status': product.FINAL}, arrival='arrivalTime',
    also=[["status = 'SUCCESS' AND arrival IS NULL", 'arrivalTime is missing or impossible']]
) }}
{{ product.movements(source.name, [
    [1, '"' ~ received[0] ~ '"', '"' ~ received[1] ~ '"', 'true', "':arrival'"] + product.ARRIVES,
    [2, '"asset"', '"amount"']
], standing=product.standing('status', product.FINAL)) }}
