-- Purpose: the newest verdict on every measure of every asset of a bundle's days.
-- Grain: one row per cell, as JSON. Safe to run again: reads only. Parameters: email, first and last (dates).
SELECT jsonb_build_object('date', date, 'wallet', wallet, 'asset', asset, 'measure', measure, 'opening', trim_scale(opening)::text,
    'expected', trim_scale(expected)::text, 'actual', trim_scale(actual)::text, 'variance', trim_scale(variance)::text,
    'verdict', verdict, 'reason', reason, 'findings', findings)
FROM (
    SELECT DISTINCT ON (date, wallet, asset, measure) *
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s
    ORDER BY date, wallet, asset, measure, id DESC
) AS newest
ORDER BY date, wallet COLLATE "C", asset COLLATE "C", measure COLLATE "C"
