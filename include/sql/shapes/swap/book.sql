-- Two assets exchanged at one moment become two signed legs of binance_reconciliation_trades: received (1) and given (2).
-- Grain: account, time, asset given and asset received, leg, as these lists give no id; equal records of one reading are
-- numbered. Only SUCCESS is booked, at `time`.
-- A rerun is safe: what stands is not written again, newer evidence that says something else goes to quarantine.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a Swap.
{% import 'macros/products.sql' as product -%}
{% set given = source.booking.given -%}
{% set received = source.booking.received -%}
{{ product.open(source.name) }}
{{ product.judged(
    ids=['time', given[0], received[0]], numbered=true, amounts=[given[1], received[1]], assets=[given[0], received[0]],
    words={'status': product.FINAL}
) }}
{{ product.swaps(
    source.name, 'swap', given=['"' ~ given[0] ~ '"', '"' ~ given[1] ~ '"'],
    received=['"' ~ received[0] ~ '"', '"' ~ received[1] ~ '"'], good="status = 'SUCCESS'"
) }}
