-- A sub-account's own transfers (`sub-account/transfer/subUserHistory`, the sub's key) become its legs of
-- binance_reconciliation_transfers: type 1 in (1) where it arrives in SPOT, type 2 out (2) where it leaves SPOT.
-- Grain: account, tranId, leg; a move between two wallets of the sub is listed under both types, one leg each, so tranId and
-- type together name a record. Legs in another wallet of the sub are rows without effect.
-- Only SUCCESS has effect. A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- A move to or from isolated margin that is told here counts here: see told_beside_margin.sql.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/accounts.sql' as account -%}
{{ account.of_sub('sub_user_history', 'SPOT', kept='true') }}
{% include 'sources/told_beside_margin.sql' %}
