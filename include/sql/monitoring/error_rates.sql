-- Purpose: errors of the last 24 hours by type, also per thousand calls, and how many of them still need a person.
-- Grain: error type.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
WITH calls AS (
    SELECT count(*) AS made FROM binance_weight_ledger
    WHERE at > %(now)s - interval '24 hours' AND at <= %(now)s AND outcome <> 'correction'
)
SELECT error.error_type AS metric, count(*) AS value, '' AS email,
       CASE WHEN count(*) FILTER (WHERE error.needs_manual_review AND error.resolved_at IS NULL) > 0
            THEN format('%%s error(s) of type %%s need a person',
                        count(*) FILTER (WHERE error.needs_manual_review AND error.resolved_at IS NULL),
                        error.error_type) END AS finding,
       round(1000.0 * count(*) / nullif(calls.made, 0), 2) AS per_thousand_calls, max(error.timestamp) AS newest
FROM binance_reconciliation_errors AS error CROSS JOIN calls
WHERE error.timestamp > %(now)s - interval '24 hours' AND error.timestamp <= %(now)s
GROUP BY error.error_type, calls.made
ORDER BY metric
