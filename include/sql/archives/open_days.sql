-- Purpose: account-days that a month's answers may still be needed for: of days before `before`, those that were opened and not judged, and
-- those that are open or unproved. Only a judgement can settle them, and it reads the answers.
-- Grain: one row per account-day and wallet, in the order of day, wallet and account; whether it is judged.
-- Safe to run again: reads only. Parameter: before (date).
SELECT email, date, wallet, decided_at IS NOT NULL AS judged
FROM binance_reconciliation_days
WHERE date < %(before)s::date AND (decided_at IS NULL OR verdict IN ('open', 'unproved'))
ORDER BY date, wallet COLLATE "C", email COLLATE "C"
