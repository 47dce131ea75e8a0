-- Purpose: when what the group's day rests on was last changed: a verdict of it given, or a match made or taken back of which an end is on it
-- or that was on its way over it.
-- Grain: one row per day that was judged, newest first. Safe to run again: reads only. Parameter: emails (text[]).
SELECT judged.date, greatest(judged.at, matched.at)
FROM (
    SELECT date, max(decided_at) AS at FROM binance_reconciliation_verdicts WHERE email = ANY (%(emails)s::text[]) GROUP BY date
) AS judged
LEFT JOIN (
    SELECT day::date AS date, max(greatest(made_at, taken_back_at)) AS at
    FROM binance_transfer_matches
    CROSS JOIN LATERAL generate_series(
        (least(sent_at, received_at) AT TIME ZONE 'UTC')::date, (greatest(sent_at, received_at) AT TIME ZONE 'UTC')::date, interval '1 day'
    ) AS day
    GROUP BY day::date
) AS matched USING (date)
ORDER BY judged.date DESC
