-- Purpose: tasks that died on their last try in the last 7 days, of which Airflow told nobody, and that nobody has resolved.
-- Grain: account. Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
SELECT coalesce(nullif(email, ''), 'all') AS metric, count(*) AS value, email,
       concat_ws('; ', max(error_message), CASE WHEN count(*) > 1 THEN format('%%s more like it', count(*) - 1) END) AS finding,
       max(timestamp) AS newest
FROM binance_reconciliation_errors
WHERE raw_error ->> 'class' = 'SilentEndError' AND resolved_at IS NULL
  AND timestamp > %(now)s - interval '7 days' AND timestamp <= %(now)s
GROUP BY email
ORDER BY metric
