-- Moves between cross and isolated margin (`margin/transfer`) become one leg each of binance_reconciliation_transfers: in (1) or out
-- (2) by the wallets the record names, at `timestamp`, in seconds or in milliseconds, told by the digits. The list of wallet transfers
-- has types for them that want the name of a pair, so that it is not asked for them. All other moves of the list are told elsewhere:
-- those of cross margin by the list of own wallets and by the lists of accounts, those of SPOT in SPOT's days. A record that
-- names no wallets, or another account, is refused unless one of those lists tells it.
-- Grain: account, txId. Only CONFIRMED has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction, under the lock of the lists that may tell the same.
{% import 'macros/margin_moves.sql' as margin -%}
{% set own, between, moves = 'margin_wallet_transfer', 'margin_account_transfer', 'margin_isolated_transfer' -%}
{{ margin.moves(moves, 'CROSS_MARGIN', own=own, between=between, others=['SUB_MARGIN'], comes='ROLL_IN') }}
{% include 'sources/told_beside_margin.sql' %}
