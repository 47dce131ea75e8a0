-- Purpose: account-days without a verdict: opened more than 4 hours ago (as late as the deadline of a scheduled run, which a run
-- started with `day` and no date does not have) and not judged yet, or never run at all.
-- Grain: account and wallet: a day that was never run is told of SPOT, for all wallets have one run; the metric of SPOT is the
-- account's name alone. A day is never run when it lies between the account's first judged day and the newest day whose run was
-- due 12 hours ago (two days later at 02:00 UTC), and has no row. An account none of whose days was judged for 30 days is
-- given up: only what it left open is told.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz), listed_emails and listed_wallets (text[]: the wallets that the
-- accounts file names).
WITH account AS (
    SELECT email, min(date) AS first_day
    FROM binance_reconciliation_days
    WHERE decided_at IS NOT NULL
    GROUP BY email
    HAVING max(decided_at) > %(now)s - interval '30 days'
), due AS (
    SELECT account.email, day::date AS date
    FROM account CROSS JOIN LATERAL generate_series(
        account.first_day::timestamp,
        ((%(now)s - interval '14 hours') AT TIME ZONE 'UTC')::date - interval '2 days', interval '1 day') AS day
), missing AS (
    SELECT email, wallet, date, true AS opened
    FROM binance_reconciliation_days
    WHERE decided_at IS NULL AND opened_at < %(now)s - interval '4 hours'
    UNION ALL
    SELECT due.email, 'SPOT', due.date, false
    FROM due
    WHERE NOT EXISTS (
        SELECT FROM binance_reconciliation_days AS held WHERE held.email = due.email AND held.date = due.date)
)
SELECT concat_ws('.', email, nullif(wallet, 'SPOT')) AS metric, count(*) AS value, email,
       concat_ws(': ', nullif(wallet, 'SPOT'), format('%%s day(s) opened and never judged, %%s never run, the oldest %%s',
              count(*) FILTER (WHERE opened), count(*) FILTER (WHERE NOT opened), min(date))) AS finding,
       min(date) AS oldest
FROM missing
WHERE (email, wallet) IN (SELECT * FROM unnest(%(listed_emails)s::text[], %(listed_wallets)s::text[]))
GROUP BY email, wallet
ORDER BY metric
