-- Purpose: how long collecting took per account and run of the last week, from the first question to the last answer.
-- Grain: account and run, oldest first; as a metric the newest run stands.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
SELECT email AS metric, ceil(extract(epoch FROM max(finished_at) - min(asked_at))) AS value, email,
       NULL::text AS finding, run_id, min(asked_at) AS began, sum(pages) AS pages, sum(records) AS records
FROM binance_collection_coverage
WHERE asked_at > %(now)s - interval '7 days' AND asked_at <= %(now)s AND finished_at IS NOT NULL AND email <> ''
GROUP BY email, run_id
ORDER BY began, metric
