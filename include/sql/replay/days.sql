-- Purpose: the judged account-days of accounts between two days, both included, in every wallet, and those that were opened and never judged.
-- Grain: one row per account-day and wallet, in the order of account, day and wallet. Safe to run again: reads only.
-- Parameters: emails (text[]), first (date), last (date).
SELECT email, date, wallet, decided_at IS NOT NULL AS judged
FROM binance_reconciliation_days
WHERE email = ANY (%(emails)s::text[]) AND date BETWEEN %(first)s AND %(last)s
ORDER BY email COLLATE "C", date, wallet COLLATE "C"
