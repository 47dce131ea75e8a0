-- Purpose: account-days that were opened more than 12 hours ago and have no verdict yet.
-- Grain: account.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
SELECT email AS metric, count(*) AS value, email,
       format('%%s day(s) opened and never judged, the oldest %%s', count(*), min(date)) AS finding, min(date) AS oldest
FROM binance_reconciliation_days
WHERE decided_at IS NULL AND opened_at < %(now)s - interval '12 hours'
GROUP BY email
ORDER BY metric
