-- Purchases (key 0) and sales (key 1) of crypto for fiat (`fiat/payments`) become legs of
-- binance_reconciliation_transfers at `updateTime`: a purchase brings `obtainAmount` of the crypto in (1), and takes
-- `sourceAmount` of the fiat out (2) only where it was paid with the cash balance; a sale takes `sourceAmount` of the
-- crypto out (2) and brings `obtainAmount` of the fiat in (1). Grain: account, orderNo, leg. Only Completed has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {'Processing': 'pending', 'Completed': 'counts', 'Failed': 'failed', 'Refunded': 'failed'} -%}
{{ product.open('fiat_payments') }}
{{ product.judged(
    ids=['orderNo'], time='updateTime', amounts=['sourceAmount', 'obtainAmount'],
    assets=['fiatCurrency', 'cryptoCurrency'], words={'status': STATUSES},
    also=[
        ["key NOT IN ('0', '1')", 'neither purchase nor sale'],
        ["key = '0' AND status = 'Completed' AND record ->> 'paymentMethod' IS NULL", 'paymentMethod is missing']
    ]
) }}
{{ product.movements('fiat_payments', [
    [1, "CASE key WHEN '0' THEN \"cryptoCurrency\" ELSE \"fiatCurrency\" END", '"obtainAmount"'],
    [2, "CASE key WHEN '0' THEN \"fiatCurrency\" ELSE \"cryptoCurrency\" END", '"sourceAmount"',
     "key = '1' OR record ->> 'paymentMethod' = 'Cash Balance'"]
], standing=product.standing('status', STATUSES)) }}
