-- Purpose: how many calls each endpoint made in each minute of the last hour, and their weight.
-- Grain: endpoint and minute, oldest first; as a metric the newest minute stands.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
SELECT endpoint AS metric, count(*) AS value, '' AS email, NULL::text AS finding,
       date_trunc('minute', at) AS minute, sum(weight) AS weight
FROM binance_weight_ledger
WHERE at > %(now)s - interval '1 hour' AND at <= %(now)s AND outcome <> 'correction'
GROUP BY endpoint, date_trunc('minute', at)
ORDER BY minute, metric
