-- Purpose: how many calls each account made on each UTC day of the last week, and their weight.
-- Grain: account and day, oldest first; as a metric the newest day stands. Calls without an account are "public".
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
SELECT coalesce(nullif(email, ''), 'public') AS metric, count(*) AS value, email, NULL::text AS finding,
       (at AT TIME ZONE 'UTC')::date AS day, sum(weight) AS weight
FROM binance_weight_ledger
WHERE at > %(now)s - interval '7 days' AND at <= %(now)s AND outcome <> 'correction'
GROUP BY email, (at AT TIME ZONE 'UTC')::date
ORDER BY day, metric
