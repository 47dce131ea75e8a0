-- Staking of ETH, which brings WBETH (`eth-staking/eth/history/stakingHistory`) become two signed legs of
-- binance_reconciliation_trades: received (1) and given (2). Grain: account, time, asset and distributeAsset, leg, as the
-- list gives no id. Only SUCCESS is booked, at `time`.
-- A rerun is safe: what stands is not written again, newer evidence that says something else goes to quarantine.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('eth_staking') }}
{{ product.judged(
    ids=['time', 'asset', 'distributeAsset'], numbered=true, amounts=['amount', 'distributeAmount'],
    assets=['asset', 'distributeAsset'], words={'status': product.FINAL}
) }}
{{ product.swaps(
    'eth_staking', 'swap', given=['"asset"', '"amount"'], received=['"distributeAsset"', '"distributeAmount"'],
    good="status = 'SUCCESS'"
) }}
