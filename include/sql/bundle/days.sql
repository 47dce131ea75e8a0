-- Purpose: the account-days of a bundle: their own verdicts, and the doubts they were judged with.
-- Grain: one row per day and wallet, with its line. Safe to run again: reads only. Parameters: email, first and last (dates).
SELECT judged.date, judged.wallet, jsonb_build_object(
    'date', judged.date, 'wallet', judged.wallet, 'judged', judged.decided_at IS NOT NULL, 'verdict', judged.verdict,
    'reason', judged.reason, 'proved', judged.proved, 'explained', judged.explained, 'open', judged.open,
    'unproved', judged.unproved, 'doubts', coalesce(to_jsonb(judged.doubts), '[]'))
FROM binance_reconciliation_days AS judged
WHERE judged.email = %(email)s AND judged.date BETWEEN %(first)s AND %(last)s
ORDER BY judged.date, judged.wallet COLLATE "C"
