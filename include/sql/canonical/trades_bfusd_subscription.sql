-- Subscriptions of BFUSD (`bfusd/history/subscriptionHistory`) become two signed legs of binance_reconciliation_trades:
-- received (1) and given (2). Grain: account, time, asset and receiveAsset, leg, as the list gives no id. Only SUCCESS is
-- booked, at `time`.
-- A rerun is safe: what stands is not written again, newer evidence that says something else goes to quarantine.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('bfusd_subscription') }}
{{ product.judged(
    ids=['time', 'asset', 'receiveAsset'], numbered=true, amounts=['amount', 'receiveAmount'],
    assets=['asset', 'receiveAsset'], words={'status': product.FINAL}
) }}
{{ product.swaps(
    'bfusd_subscription', 'swap', given=['"asset"', '"amount"'], received=['"receiveAsset"', '"receiveAmount"'],
    good="status = 'SUCCESS'"
) }}
