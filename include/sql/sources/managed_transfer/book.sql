-- Transfers of a managed sub-account (`managed-subaccount/query-trans-log`, its own key) become its legs of
-- binance_reconciliation_transfers: in (1) where it receives in SPOT, out (2) where it sends from there.
-- Grain: account, tranId, leg. The same tranId in `sub_user_history` is the same fact, counted once. An own leg in another wallet is
-- a row without effect; the other account's leg comes from that account's own history.
-- Only SUCCESS has effect. A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/accounts.sql' as account -%}
{{ account.between_accounts(
    'managed_transfer', 'binance_raw_product_history', 'product_data', 'createTime', wallet='SPOT'
) }}
{% include 'sources/told_beside_margin.sql' %}
