-- Transfers among a main account, its sub-accounts and their wallets (`sub-account/universalTransfer`, the main's key) become the
-- main's own legs in cross margin of binance_reconciliation_transfers: in (1), out (2). Its other wallets' legs come of their own lists.
-- Grain: account, tranId, leg. Only SUCCESS has effect. A rerun is safe: newest evidence wins, and a row is written only where
-- something is distinct. The list of own wallets tells what both tell.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/accounts.sql' as account -%}
{% set own, between, moves = 'margin_wallet_transfer', 'margin_account_transfer', 'margin_isolated_transfer' -%}
{{ account.between_accounts(
    'margin_universal_transfer', 'binance_raw_transfer_between_account_main_spot', 'transfer_data', 'createTimeStamp',
    wallet='MARGIN', source=between, shared=own, kept='touches_spot'
) }}
{% include 'sources/told_beside_margin.sql' %}
