-- What cross margin borrowed and repaid (`margin/borrow-repay`, one type a call) becomes legs of binance_reconciliation_transfers, one
-- a measure: BORROW brings `amount` in (1) and adds the principal to the loan (1); REPAY takes `amount` out (2) and the principal and
-- the interest off what is owed (2). No document shows a row of BORROW: where its principal is empty or 0, all of `amount` is it.
-- Grain: account, direction and txId, which names a record within one direction. Only CONFIRMED has effect; FAILED moved nothing,
-- whatever its amounts are. What asked for it (`type` of the row: AUTO, MANUAL, BNB_AUTO_REPAY, POINT_AUTO_REPAY) changes nothing:
-- the fields say what moved. A row of isolated margin is refused: it is another wallet's.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/products.sql' as product -%}
{%- set STATUSES = {'PENDING': 'pending', 'CONFIRMED': 'counts', 'FAILED': 'failed'} -%}
{#- No amount of a loan is smaller than nothing; an empty text says as little as a missing field. -#}
{%- macro part(field) -%}
CASE WHEN coalesce(record ->> '{{ field }}', '') = '' THEN 0 ELSE binrecon_exact(record ->> '{{ field }}') END
{%- endmacro -%}
{%- set principal, interest = part('principal'), part('interest') -%}
{%- set borrowed = "CASE WHEN " ~ principal ~ " = 0 THEN \"amount\" ELSE " ~ principal ~ " END" -%}
{%- set done = "status <> 'FAILED' AND " -%}
{{ product.open('margin_borrow_repay') }}
listed AS (
    SELECT fid, reading, key, received_at, ordinal,
        CASE jsonb_typeof(record) WHEN 'object' THEN record || jsonb_build_object('direction', key) ELSE record END AS record
    FROM entry
),
{{ product.judged(
    ids=['direction', 'txId'], time='timestamp', from='listed',
    words={'type': ['AUTO', 'MANUAL', 'BNB_AUTO_REPAY', 'POINT_AUTO_REPAY'], 'status': STATUSES},
    also=[
        ["coalesce(record ->> 'isolatedSymbol', '') <> ''", 'it is of isolated margin'],
        ["coalesce(" ~ principal ~ ", -1) < 0", 'principal is not exact'],
        ["coalesce(" ~ interest ~ ", -1) < 0", 'interest is not exact'],
        [done ~ "key = 'REPAY' AND coalesce(record ->> 'principal', '') = ''", 'principal is missing'],
        [done ~ "key = 'REPAY' AND coalesce(record ->> 'interest', '') = ''", 'interest is missing'],
        [done ~ "CASE key WHEN 'BORROW' THEN \"amount\" <> " ~ borrowed ~ " OR " ~ interest ~ " <> 0"
         ~ " ELSE \"amount\" <> " ~ principal ~ " + " ~ interest ~ " END", 'amount is not principal and interest']
    ]
) }}
{{ product.movements('margin_borrow_repay', [
    [1, '"asset"', '"amount"', "key = 'BORROW'"],
    [1, '"asset"', borrowed, "key = 'BORROW'", "''", 'moment', 'true', "'loan'"],
    [2, '"asset"', '"amount"', "key = 'REPAY'"],
    [2, '"asset"', principal, "key = 'REPAY'", "''", 'moment', 'true', "'loan'"],
    [2, '"asset"', interest, "key = 'REPAY'", "''", 'moment', 'true', "'interest'"]
], standing=product.standing('status', STATUSES)) }}
