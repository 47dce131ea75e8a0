-- Purpose: note that the run of an account-day has begun; the day is unproved until it is judged. Grain: one row.
-- Safe to run again: a day that has its row keeps it. Parameters: email, day (date), wallet.
INSERT INTO binance_reconciliation_days (email, date, wallet, opened_at)
VALUES (%(email)s, %(day)s, %(wallet)s, clock_timestamp())
ON CONFLICT (email, date, wallet) DO NOTHING
