-- Moves between SPOT and isolated margin (`margin/transfer`) become one leg each of binance_reconciliation_transfers: in (1) or
-- out (2) by the wallets the record names, at `timestamp`, which the examples give in seconds and other answers in milliseconds:
-- 10 and 13 digits cannot be mistaken. All other moves of the list are told elsewhere: those of cross margin and between other
-- wallets by `asset/transfer`, those between accounts by the lists of accounts. A move that one of those tells under the same id
-- has no effect here, whichever list is read first: see told_beside_margin.sql. A record that names no wallets, or another
-- account's SPOT, is refused unless one of those lists tells it: what it did to this balance cannot be told.
-- Grain: account, txId. Only CONFIRMED has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction, under the lock of the lists that may tell the same.
{% import 'macros/margin_moves.sql' as margin -%}
{{ margin.moves(
    'margin_transfer', 'SPOT', own='wallet_transfer', between='account_transfer', others=['SUB_SPOT', 'MOTHER_SPOT'],
    comes='ROLL_OUT', beside="told.counter_party = 'MARGIN'",
    ways=[["type = CASE WHEN record ->> 'transTo' = 'SPOT' AND record ->> 'transFrom' = 'ISOLATED_MARGIN' THEN 'ROLL_IN'"
           ~ " WHEN record ->> 'transFrom' = 'SPOT' AND record ->> 'transTo' = 'ISOLATED_MARGIN' THEN 'ROLL_OUT' END",
           'type is not the way that the wallets say']]
) }}
{% include 'sources/told_beside_margin.sql' %}
