-- Purpose: how much is open, day by day: what was off on that day and is still.
-- Grain: one row per day that was judged, oldest first. Safe to run again: reads only.
-- Parameters: emails (text[]), first and last (dates).
SELECT day.date, coalesce(sum(worth.usd), 0), sum(day.open)::bigint, sum(day.unproved)::bigint, sum(day.proved + day.explained)::bigint
FROM binance_reconciliation_days AS day
LEFT JOIN (
    SELECT email, wallet, date, sum(abs(variance_usd)) AS usd
    FROM ({% include 'pages/current_verdicts.sql' %} AND held.verdict = 'open') AS current
    GROUP BY email, wallet, date
) AS worth USING (email, wallet, date)
WHERE day.email = ANY (%(emails)s::text[]) AND day.date BETWEEN %(first)s AND %(last)s AND day.decided_at IS NOT NULL
GROUP BY day.date
ORDER BY day.date
