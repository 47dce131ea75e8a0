-- Purpose: the judged days of an account between two days, both included, with their newest verdicts.
-- Grain: one row per day, ordered by it. A day that was opened and never judged is not among them.
-- certain: some asset is not unproved, so that nothing but what is stored keeps the others unproved: a doubt that a run alone
-- knows touches all of them.
-- Safe to run again: reads only. Parameters: email, first (date), last (date), wallet.
SELECT date, verdict, proved + explained + open > 0 AS certain
FROM binance_reconciliation_days
WHERE email = %(email)s AND wallet = %(wallet)s AND date BETWEEN %(first)s AND %(last)s AND decided_at IS NOT NULL
ORDER BY date
