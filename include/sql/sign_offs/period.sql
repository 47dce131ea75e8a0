-- Purpose: what a signature of a period is about: the newest verdict on every measure of every asset of its days, as one digest.
-- Grain: one row. `digest` is the SHA-256 of a line for each of them, in the order of day, wallet, asset and measure, and of a line for
-- each account-day with its verdict; `through_id` the highest number of a verdict among them, 0 where there is none. `unjudged` counts
-- the days of which no wallet was judged, or not every wallet that a run has opened. Safe to run again: reads only.
-- Parameters: email, first and last (dates).
WITH newest AS (
    SELECT DISTINCT ON (date, wallet, asset, measure) id, date, wallet, asset, measure, verdict, variance
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s
    ORDER BY date, wallet, asset, measure, id DESC
),
line AS (
    SELECT 1 AS kind, date, wallet, asset, measure,
        concat_ws('|', date, wallet, asset, measure, verdict, coalesce(trim_scale(variance)::text, '')) AS text
    FROM newest
    UNION ALL
    SELECT 2, date, wallet, '', '', concat_ws('|', date, wallet, verdict)
    FROM binance_reconciliation_days
    WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s AND decided_at IS NOT NULL
),
judged AS (
    SELECT date
    FROM binance_reconciliation_days
    WHERE email = %(email)s AND date BETWEEN %(first)s AND %(last)s
    GROUP BY date
    HAVING bool_and(decided_at IS NOT NULL)
)
SELECT encode(sha256(convert_to(coalesce(string_agg(text, E'\n' ORDER BY kind, date, wallet COLLATE "C", asset COLLATE "C",
           measure COLLATE "C"), ''), 'UTF8')), 'hex') AS digest,
    count(*) FILTER (WHERE kind = 1) AS cells, (SELECT coalesce(max(id), 0) FROM newest) AS through_id,
    (%(last)s::date - %(first)s::date + 1) - (SELECT count(*) FROM judged) AS unjudged
FROM line
