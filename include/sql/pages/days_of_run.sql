-- Purpose: the account-days that a run opened last. Grain: one row per wallet, SPOT first. Safe to run again: reads only.
-- Parameters: email, run_id.
SELECT date, wallet FROM binance_reconciliation_days
WHERE email = %(email)s AND run_id = %(run_id)s
ORDER BY wallet <> 'SPOT', wallet COLLATE "C"
