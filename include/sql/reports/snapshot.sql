-- Purpose: the exchange's own snapshot of one account-day.
-- Grain: one row per asset the snapshot lists, zeros included. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
-- Columns:
--   date: the UTC day at whose end the snapshot was taken
--   email: the account
--   wallet: the wallet
--   asset: the asset; every amount of the row is in it
--   raw_balance: free and locked together; of a wallet that has no snapshot, what it held when we read it after midnight
--   raw_loan: what is borrowed; empty for SPOT
--   raw_interest: what is owed in interest; empty for SPOT
--   raw_unrealised_pnl: unrealised profit or loss; empty for SPOT
SELECT date, email, wallet, asset, raw_balance, raw_loan, raw_interest, raw_unrealised_pnl
FROM binance_reconciliation_balances
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s AND raw_balance IS NOT NULL
ORDER BY asset COLLATE "C"
