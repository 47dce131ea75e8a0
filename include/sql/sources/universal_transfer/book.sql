-- Transfers among a main account, its sub-accounts and their wallets (`sub-account/universalTransfer`, the main's key)
-- become the main's own legs of binance_reconciliation_transfers: in (1), out (2), or both when a transfer names the
-- main's SPOT wallet on both sides, which then comes to zero.
-- Grain: account, tranId, leg. This witness is believed before `sub_transfer_history`; the other account's leg comes from
-- that account's own history. An own leg in another wallet than SPOT is a row without effect,
-- which keeps the other witness from booking it, whichever is read first.
-- Only SUCCESS has effect. A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- A move to or from isolated margin that is told here counts here: see told_beside_margin.sql.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/accounts.sql' as account -%}
{{ account.between_accounts(
    'universal_transfer', 'binance_raw_transfer_between_account_main_spot', 'transfer_data', 'createTimeStamp',
    wallet='SPOT'
) }}
{% include 'sources/told_beside_margin.sql' %}
