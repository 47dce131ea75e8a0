-- Purpose: which verdicts of a period are newer than a signature. Grain: one row per measure of an asset, in the order of day and name.
-- Safe to run again: reads only. Parameters: email, first and last (dates), through_id.
SELECT DISTINCT ON (date, wallet, asset, measure) date, wallet, asset, measure, verdict, decided_at
FROM binance_reconciliation_verdicts
WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s AND id > %(through_id)s
ORDER BY date, wallet, asset, measure, id DESC
