-- Fiat deposits and withdrawals (`fiat/orders`, the key is `transactionType`) become legs of
-- binance_reconciliation_transfers at `updateTime`: a deposit (0) in (1) with `amount`; a withdrawal (1) out (2) with
-- `amount` and fee (3) with `totalFee`. Where `indicatedAmount` is not the sum of both, it is not clear what the account
-- paid or got: refused. Grain: account, orderNo, leg. Only Successful and Finished have effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {
    'Processing': 'pending', 'Successful': 'counts', 'Finished': 'counts', 'Failed': 'failed', 'Expired': 'failed',
    'Refunded': 'failed'
} -%}
{% set UNCLEAR = ['Refunding', 'Refund Failed', 'Order Partial Credit Stopped'] -%}
{{ product.open('fiat_orders') }}
{{ product.judged(
    ids=['orderNo'], time='updateTime', amounts=['amount', 'totalFee'], assets=['fiatCurrency'],
    words={'status': (STATUSES | list) + UNCLEAR},
    also=[
        ["key NOT IN ('0', '1')", 'neither deposit nor withdrawal'],
        ["status IN ('" ~ UNCLEAR | join("', '") ~ "')", 'the status does not tell what moved'],
        ["status IN ('Successful', 'Finished')"
         ~ " AND binrecon_exact(record ->> 'indicatedAmount') IS DISTINCT FROM amount + \"totalFee\"",
         'indicatedAmount is not amount and totalFee']
    ]
) }}
{{ product.movements('fiat_orders', [
    [1, '"fiatCurrency"', '"amount"', "key = '0'"],
    [2, '"fiatCurrency"', '"amount"', "key = '1'"],
    [3, '"fiatCurrency"', '"totalFee"', "key = '1'"]
], standing=product.standing('status', STATUSES)) }}
