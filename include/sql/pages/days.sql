-- Purpose: how every account-day of a range stands, and what is open on it in USD.
-- Grain: one row per account, wallet and day that was ever opened, in that order. `usd` is the sum of the sizes of what is open and
-- priced, NULL where nothing is; `unpriced` counts what is open and has no price. Safe to run again: reads only.
-- Parameters: emails (text[]), first and last (dates).
SELECT day.email, day.wallet, day.date, day.verdict, day.reason, day.proved, day.explained, day.open, day.unproved,
    day.decided_at IS NOT NULL AS judged, worth.usd, coalesce(worth.unpriced, 0)
FROM binance_reconciliation_days AS day
LEFT JOIN (
    SELECT email, wallet, date, sum(abs(variance_usd)) AS usd, count(*) FILTER (WHERE variance_usd IS NULL) AS unpriced
    FROM ({% include 'pages/current_verdicts.sql' %} AND held.verdict = 'open') AS current
    GROUP BY email, wallet, date
) AS worth USING (email, wallet, date)
WHERE day.email = ANY (%(emails)s::text[]) AND day.date BETWEEN %(first)s AND %(last)s
ORDER BY day.email COLLATE "C", day.wallet COLLATE "C", day.date
