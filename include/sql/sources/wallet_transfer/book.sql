-- Transfers between an account's own wallets (`asset/transfer`, one type a call) become its SPOT leg of
-- binance_reconciliation_transfers: types MAIN_x out (2), types x_MAIN in (1).
-- Grain: account, tranId, leg; tranId and the way its type goes (in or out) name a record. A record whose type is not the
-- one that was asked for is refused.
-- Only CONFIRMED has effect. A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- What a list of transfers between accounts, or of margin, tells under the same id counts here: see told_twice.sql and
-- told_beside_margin.sql.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/accounts.sql' as account -%}
{{ account.between_wallets('wallet_transfer', 'SPOT', 'MAIN', shared='account_transfer') }}
{% include 'sources/told_twice.sql' %}
{% include 'sources/told_beside_margin.sql' %}
