-- Purpose: how the months of accounts stand: from when the account is reconciled in each, how many of its days have no verdict, how many
-- account-days are not settled, and how many measures have which verdict.
-- Grain: one row per account and month that it is reconciled in, the newest month first. `first` and `last` are its days; `is_over` says
-- that the last one is settled, `beyond` that the day after it is judged in every wallet too. Safe to run again: reads only.
-- Parameters: emails (text[]), since (date: the first day of the oldest month wanted), newest (date: the newest settled day).
WITH account AS (
    SELECT email, min(date) AS began
    FROM binance_reconciliation_days
    WHERE email = ANY (%(emails)s::text[]) AND decided_at IS NOT NULL
    GROUP BY email
),
month AS (
    SELECT email, start::date AS month, greatest(start::date, began) AS first, (start + interval '1 month - 1 day')::date AS last
    FROM account
    CROSS JOIN LATERAL generate_series(date_trunc('month', greatest(began, %(since)s::date)::timestamp), %(newest)s::date::timestamp,
        interval '1 month') AS start
),
by_day AS (
    SELECT day.email, month.month, day.date, bool_and(decided_at IS NOT NULL) AS judged,
        count(*) FILTER (WHERE verdict IN ('open', 'unproved')) AS unsettled, sum(proved) AS proved, sum(explained) AS explained,
        sum(day.open) AS open, sum(unproved) AS unproved
    FROM month
    JOIN binance_reconciliation_days AS day ON day.email = month.email AND day.date BETWEEN month.first AND month.last
    GROUP BY day.email, month.month, day.date
),
by_month AS (
    SELECT email, month, count(*) FILTER (WHERE judged) AS judged, sum(unsettled) AS unsettled,
        sum(proved) AS proved, sum(explained) AS explained, sum(open) AS open, sum(unproved) AS unproved
    FROM by_day
    GROUP BY email, month
)
SELECT month.email, month.month, month.first, month.last, month.last <= %(newest)s AS is_over,
    EXISTS (
        SELECT FROM binance_reconciliation_days AS after
        WHERE after.email = month.email AND after.date = month.last + 1
        HAVING bool_and(after.decided_at IS NOT NULL)
    ) AS beyond,
    (month.last - month.first + 1 - coalesce(judged, 0))::int AS unjudged, coalesce(unsettled, 0)::int AS unsettled,
    coalesce(proved, 0)::int AS proved, coalesce(explained, 0)::int AS explained, coalesce(open, 0)::int AS open,
    coalesce(unproved, 0)::int AS unproved
FROM month
LEFT JOIN by_month USING (email, month)
ORDER BY month.month DESC, month.email COLLATE "C"
