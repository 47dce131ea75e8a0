-- Purpose: one account-day as a run left it. Grain: one row, none where the day was never opened. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
SELECT verdict, reason, run_id, opened_at, decided_at, proved, explained, open, unproved
FROM binance_reconciliation_days
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
