-- Purpose: what the newest verdicts of a bundle's days rest on, where they name anything.
-- Grain: one row per cell with findings. Safe to run again: reads only. Parameters: email, first and last (dates).
SELECT findings
FROM (
    SELECT DISTINCT ON (date, wallet, asset, measure) findings
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s
    ORDER BY date, wallet, asset, measure, id DESC
) AS newest
WHERE findings ? 'explained'
