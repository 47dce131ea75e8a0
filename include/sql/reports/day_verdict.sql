-- Purpose: the stored outcome of an account-day for its message. Grain: one row, none when the day was never opened.
-- Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT verdict, reason, proved, explained, open, unproved
FROM binance_reconciliation_days
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
