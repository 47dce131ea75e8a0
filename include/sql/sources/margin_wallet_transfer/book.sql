-- Transfers between cross margin and the account's other wallets (`asset/transfer`, one type a call) become its MARGIN leg of
-- binance_reconciliation_transfers: types MARGIN_x out (2), types x_MARGIN in (1). The other wallet's leg comes of that wallet's own lists.
-- Grain: account, tranId, leg; tranId and the way its type goes (in or out) name a record. A record whose type is not the one that
-- was asked for is refused. Only CONFIRMED has effect.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct. What a list of transfers between
-- accounts, or of margin moves, tells under the same id counts here: see told_twice.sql and told_beside_margin.sql.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/accounts.sql' as account -%}
{% set own, between, moves = 'margin_wallet_transfer', 'margin_account_transfer', 'margin_isolated_transfer' -%}
{{ account.between_wallets('margin_wallet_transfer', 'MARGIN', 'MARGIN', shared=between) }}
{% include 'sources/told_twice.sql' %}
{% include 'sources/told_beside_margin.sql' %}
