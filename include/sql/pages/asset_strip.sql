-- Purpose: one measure of an asset over days: its newest verdicts, what stood at each day's end, and the variance.
-- Grain: one row per judged day, oldest first. Safe to run again: reads only. Parameters: email, wallet, asset, measure, first, last.
SELECT DISTINCT ON (date) date, verdict, actual, variance
FROM binance_reconciliation_verdicts
WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s AND wallet = %(wallet)s AND asset = %(asset)s AND measure = %(measure)s
ORDER BY date, id DESC
