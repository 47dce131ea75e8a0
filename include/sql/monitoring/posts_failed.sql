-- Purpose: messages of the last week that did not reach Discord and were not posted since.
-- Grain: kind of message.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
SELECT split_part(kind, ':', 1) AS metric, count(*) AS value, '' AS email,
       format('%%s message(s) of kind %%s did not reach Discord', count(*), split_part(kind, ':', 1)) AS finding,
       max(posted_at) AS newest
FROM binance_notifications
WHERE status = 'failed' AND posted_at > %(now)s - interval '7 days' AND posted_at <= %(now)s
GROUP BY split_part(kind, ':', 1)
ORDER BY metric
