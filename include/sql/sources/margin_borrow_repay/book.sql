-- What margin borrowed and repaid (`margin/borrow-repay`, one type a call) becomes legs of binance_reconciliation_transfers, one
-- a measure: BORROW brings `amount` in (1) and adds the principal to the loan (1); REPAY takes `amount` out (2) and the principal and
-- the interest off what is owed (2). No document shows a row of BORROW: where its principal is empty or 0, all of `amount` is it.
-- Grain: account, direction and txId, which names a record within one direction, and in isolated margin the pair. Only CONFIRMED has effect; FAILED moved nothing,
-- whatever its amounts are. What asked for it (`type` of the row: AUTO, MANUAL, BNB_AUTO_REPAY, POINT_AUTO_REPAY) changes nothing:
-- the fields say what moved. A row of another wallet is refused: one that
-- names a pair of isolated margin where cross margin was asked, and one that does not name the pair that was asked.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction. `source` is the list's description: of cross margin the key says which
-- type was asked, of isolated margin which pair.
{% import 'macros/products.sql' as product -%}
{% import 'macros/isolated.sql' as isolated -%}
{%- set way = "'" ~ source.fixed[0][1] ~ "'" if isolated.is_isolated(source) else 'key' -%}
{%- set asset = isolated.held(source, '"asset"') -%}
{%- set STATUSES = {'PENDING': 'pending', 'CONFIRMED': 'counts', 'FAILED': 'failed'} -%}
{#- No amount of a loan is smaller than nothing; an empty text says as little as a missing field. -#}
{%- macro part(field) -%}
CASE WHEN coalesce(record ->> '{{ field }}', '') = '' THEN 0 ELSE binrecon_exact(record ->> '{{ field }}') END
{%- endmacro -%}
{%- set principal, interest = part('principal'), part('interest') -%}
{%- set borrowed = "CASE WHEN " ~ principal ~ " = 0 THEN \"amount\" ELSE " ~ principal ~ " END" -%}
{%- set done = "status <> 'FAILED' AND " -%}
{{ product.open(source.name, lock=source.rows_of) }}
listed AS (
    SELECT fid, reading, key, received_at, ordinal,
        CASE jsonb_typeof(record) WHEN 'object' THEN record || jsonb_build_object('direction', {{ way }}) ELSE record END AS record
    FROM entry
),
{{ product.judged(
    ids=['direction', 'txId'], suffix=isolated.suffix(source), time='timestamp', from='listed',
    words={'type': ['AUTO', 'MANUAL', 'BNB_AUTO_REPAY', 'POINT_AUTO_REPAY'], 'status': STATUSES},
    also=[
        [isolated.other_pair(source, 'isolatedSymbol'), isolated.words(source)],
        ["coalesce(" ~ principal ~ ", -1) < 0", 'principal is not exact'],
        ["coalesce(" ~ interest ~ ", -1) < 0", 'interest is not exact'],
        [done ~ way ~ " = 'REPAY' AND coalesce(record ->> 'principal', '') = ''", 'principal is missing'],
        [done ~ way ~ " = 'REPAY' AND coalesce(record ->> 'interest', '') = ''", 'interest is missing'],
        [done ~ "CASE " ~ way ~ " WHEN 'BORROW' THEN \"amount\" <> " ~ borrowed ~ " OR " ~ interest ~ " <> 0"
         ~ " ELSE \"amount\" <> " ~ principal ~ " + " ~ interest ~ " END", 'amount is not principal and interest']
    ]
) }}
{{ product.movements(source.name, [
    [1, asset, '"amount"', way ~ " = 'BORROW'"],
    [1, asset, borrowed, way ~ " = 'BORROW'", "''", 'moment', 'true', "'loan'"],
    [2, asset, '"amount"', way ~ " = 'REPAY'"],
    [2, asset, principal, way ~ " = 'REPAY'", "''", 'moment', 'true', "'loan'"],
    [2, asset, interest, way ~ " = 'REPAY'", "''", 'moment', 'true', "'interest'"]
], standing=product.standing('status', STATUSES), rows_of=source.rows_of) }}
