-- Purpose: the judged days of an account between two days, both included, with their newest verdicts.
-- Grain: one row per day, ordered by it. A day that was opened and never judged is not among them.
-- doubts: what the day's own run knew and no row shows; NULL where that is not known.
-- Safe to run again: reads only. Parameters: email, first (date), last (date), wallet.
SELECT date, verdict, doubts
FROM binance_reconciliation_days
WHERE email = %(email)s AND wallet = %(wallet)s AND date BETWEEN %(first)s AND %(last)s AND decided_at IS NOT NULL
ORDER BY date
