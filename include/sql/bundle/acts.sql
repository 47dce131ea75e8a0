-- Purpose: which rows of sealed tables besides pages a bundle holds.
-- Grain: one row per table and row. Safe to run again: reads only.
-- Parameters: email, first and last (dates), readings (bigint[]).
SELECT 'binance_quarantine', id FROM binance_quarantine WHERE email = %(email)s AND coverage_id = ANY (%(readings)s)
UNION ALL
SELECT 'binance_reconciliation_verdicts', id FROM binance_reconciliation_verdicts
WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'binance_resolutions', id FROM binance_resolutions WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'binance_resolution_events', event.id
FROM binance_resolution_events AS event
JOIN binance_resolutions AS stated ON stated.id = event.resolution_id
WHERE stated.email = %(email)s AND stated.date BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'binance_sign_offs', id FROM binance_sign_offs WHERE email = %(email)s AND first <= %(last)s AND last >= %(first)s
ORDER BY 1, 2
