-- Unwraps of WBETH into BETH (`eth-staking/wbeth/history/unwrapHistory`) become two signed legs of
-- binance_reconciliation_trades: received (1) and given (2). Grain: account, time, fromAsset and toAsset, leg, as the
-- list gives no id. Only SUCCESS is booked, at `time`.
-- A rerun is safe: what stands is not written again, newer evidence that says something else goes to quarantine.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('wbeth_unwrap') }}
{{ product.judged(
    ids=['time', 'fromAsset', 'toAsset'], numbered=true, amounts=['fromAmount', 'toAmount'],
    assets=['fromAsset', 'toAsset'], words={'status': product.FINAL}
) }}
{{ product.swaps(
    'wbeth_unwrap', 'swap', given=['"fromAsset"', '"fromAmount"'], received=['"toAsset"', '"toAmount"'],
    good="status = 'SUCCESS'"
) }}
