-- Purpose: since when each wallet of an account is reconciled. Grain: one row per account and wallet that has a day at all.
-- Safe to run again: reads only. Parameters: emails (text[]).
SELECT email, wallet, min(date)
FROM binance_reconciliation_days
WHERE email = ANY (%(emails)s::text[])
GROUP BY email, wallet
