-- Moves between SPOT and isolated margin (`margin/transfer`) become one leg each of binance_reconciliation_transfers: in (1) or
-- out (2) by the wallets the record names, at `timestamp`, which the examples give in seconds and other answers in milliseconds:
-- 10 and 13 digits cannot be mistaken. All other moves of the list are told elsewhere: those of cross margin and between other
-- wallets by `asset/transfer`, those between accounts by the lists of accounts. A move that one of those tells under the same id
-- has no effect here, whichever list is read first: see told_beside_margin.sql. A record that names no wallets, or another
-- account's SPOT, is refused unless one of those lists tells it: what it did to this balance cannot be told.
-- Grain: account, txId. Only CONFIRMED has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction, under the lock of the lists that may tell the same.
{% import 'macros/products.sql' as product -%}
{%- set STATUSES = {'PENDING': 'pending', 'CONFIRMED': 'counts', 'FAILED': 'failed'} -%}
{%- set wallets = [
    'SPOT', 'FUTURES', 'FIAT', 'DELIVERY', 'MINING', 'ISOLATED_MARGIN', 'FUNDING', 'MOTHER_SPOT', 'OPTION', 'SUB_SPOT',
    'SUB_MARGIN', 'CROSS_MARGIN'
] -%}
{%- set from = "record ->> 'transFrom'" -%}
{%- set to = "record ->> 'transTo'" -%}
{#- By its id; or, as no document says that the ids are the same, a move to or from margin of that amount in that second. -#}
{%- macro told_elsewhere(id, same_move='false') -%}
EXISTS (
        SELECT FROM binance_reconciliation_transfers AS told
        WHERE told.email = %(email)s AND told.source IN ('wallet_transfer', 'account_transfer')
          AND (told.external_id = {{ id }} OR {{ same_move }})
    )
{%- endmacro -%}
{%- set same_move =
    "told.source = 'wallet_transfer' AND told.counter_party = 'MARGIN' AND told.asset = parsed.asset"
    ~ " AND told.amount = CASE type WHEN 'ROLL_OUT' THEN parsed.amount ELSE -parsed.amount END"
    ~ " AND date_trunc('second', told.datetime) = date_trunc('second', moment)" -%}
{{ product.open('margin_transfer', lock='transfers_account_transfer') }}
{{ product.judged(
    ids=['txId'], time='timestamp', words={'type': ['ROLL_IN', 'ROLL_OUT'], 'status': STATUSES},
    moment=product.in_seconds('timestamp'),
    also=[
        ["coalesce(" ~ from ~ ", 'SPOT') NOT IN (" ~ product.known(wallets) ~ ")", 'transFrom is unknown'],
        ["coalesce(" ~ to ~ ", 'SPOT') NOT IN (" ~ product.known(wallets) ~ ")", 'transTo is unknown'],
        ["type = CASE WHEN " ~ to ~ " = 'SPOT' AND " ~ from ~ " = 'ISOLATED_MARGIN' THEN 'ROLL_IN'"
         ~ " WHEN " ~ from ~ " = 'SPOT' AND " ~ to ~ " = 'ISOLATED_MARGIN' THEN 'ROLL_OUT' END",
         'type is not the way that the wallets say'],
        ["status = 'CONFIRMED' AND (" ~ from ~ " IS NULL OR " ~ to ~ " IS NULL)"
         ~ " AND NOT " ~ told_elsewhere('parsed.external_id', same_move),
         'transFrom or transTo is missing, and no other list tells it'],
        ["status = 'CONFIRMED' AND (" ~ from ~ " IN ('SUB_SPOT', 'MOTHER_SPOT') OR " ~ to ~ " IN ('SUB_SPOT', 'MOTHER_SPOT'))"
         ~ " AND NOT " ~ told_elsewhere('parsed.external_id'),
         'it names another account, and no list of accounts tells it']
    ]
) }}
{{ product.movements('margin_transfer', [
    [1, '"asset"', '"amount"', to ~ " = 'SPOT' AND " ~ from ~ " = 'ISOLATED_MARGIN'"],
    [2, '"asset"', '"amount"', from ~ " = 'SPOT' AND " ~ to ~ " = 'ISOLATED_MARGIN'"]
], standing="CASE WHEN status = 'CONFIRMED' AND " ~ product.as_held('margin_transfer') ~ " = 'told_elsewhere' THEN 'told_elsewhere' ELSE "
   ~ product.standing('status', STATUSES) ~ " END") }}
{% include 'sources/told_beside_margin.sql' %}
