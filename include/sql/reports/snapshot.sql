-- Purpose: snapshot.csv of one account-day: what the exchange's own snapshot says.
-- Grain: one row per wallet and asset the snapshot lists. Safe to run again: reads only. Parameters: email, day (date).
SELECT date, email, wallet, asset, raw_balance, raw_loan, raw_interest, raw_unrealised_pnl
FROM binance_reconciliation_balances
WHERE email = %(email)s AND date = %(day)s AND raw_balance IS NOT NULL
ORDER BY wallet COLLATE "C", asset COLLATE "C"
