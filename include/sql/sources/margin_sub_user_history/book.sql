-- A sub-account's own transfers (`sub-account/transfer/subUserHistory`, the sub's key) become its legs in cross margin of
-- binance_reconciliation_transfers: type 1 in (1) where it arrives there, type 2 out (2) where it leaves it.
-- Grain: account, tranId, leg; tranId and type together name a record. Only SUCCESS has effect. A rerun is safe: newest evidence
-- wins, and a row is written only where something is distinct. The list of own wallets tells what both tell.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/accounts.sql' as account -%}
{% set own, between, moves = 'margin_wallet_transfer', 'margin_account_transfer', 'margin_isolated_transfer' -%}
{{ account.of_sub('margin_sub_user_history', 'MARGIN', source=between, shared=own) }}
{% include 'sources/told_beside_margin.sql' %}
