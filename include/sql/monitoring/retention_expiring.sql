-- Purpose: days not collected that the exchange will soon no longer tell: a snapshot is gone after a month for good.
-- A witness of a wallet (the list of its balances) is missing too where it was read and did not have the day.
-- Grain: account, endpoint and key. value = days left for the oldest such day. Days before the account's first
-- reconciled day are not wanted, days already out of reach are not listed, nor those that the exchange refused as too old.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz), endpoints (text[]), keep_days (int[]), warn_days (int[]):
-- how long the exchange keeps, and from which age on a missing day is urgent.
WITH kept AS (
    SELECT endpoint, keep, warn
    FROM unnest(%(endpoints)s::text[], %(keep_days)s::int[], %(warn_days)s::int[]) AS given (endpoint, keep, warn)
), account AS (
    SELECT email, min(date) AS first_day FROM binance_reconciliation_days GROUP BY email
), question AS (
    SELECT plan.email, plan.endpoint, plan.key, kept.keep, kept.warn, account.first_day,
        min(plan.wallet) FILTER (WHERE plan.witness) AS witnessed
    FROM binance_collection_plan AS plan JOIN kept USING (endpoint) JOIN account USING (email)
    GROUP BY plan.email, plan.endpoint, plan.key, kept.keep, kept.warn, account.first_day
), wanted AS (
    SELECT question.*, day::date AS day, (%(now)s AT TIME ZONE 'UTC')::date - day::date AS age
    FROM question CROSS JOIN LATERAL generate_series(
        greatest(question.first_day, (%(now)s AT TIME ZONE 'UTC')::date - question.keep)::timestamp,
        ((%(now)s AT TIME ZONE 'UTC')::date - question.warn)::timestamp, interval '1 day') AS day
), missing AS (
    SELECT * FROM wanted
    WHERE NOT EXISTS (
        SELECT FROM binance_collection_coverage AS lost
        WHERE lost.email = wanted.email AND lost.endpoint = wanted.endpoint AND lost.key = wanted.key AND lost.meaning = 'TOO_OLD'
          AND lost.window_end > wanted.day::timestamp AT TIME ZONE 'UTC')
      AND (NOT EXISTS (
        SELECT FROM v_binance_readings AS reading
        WHERE reading.email = wanted.email AND reading.endpoint = wanted.endpoint AND reading.key = wanted.key
          AND reading.window_start <= wanted.day::timestamp AT TIME ZONE 'UTC'
          AND reading.window_end >= (wanted.day + 1)::timestamp AT TIME ZONE 'UTC')
       OR wanted.witnessed IS NOT NULL AND NOT EXISTS (
        SELECT FROM binance_snapshot_days AS held
        WHERE held.email = wanted.email AND held.wallet = wanted.witnessed AND held.date = wanted.day))
)
SELECT email || '.' || endpoint || '.' || key AS metric, keep - max(age) AS value, email,
       format('%%s %%s: %%s day(s) not collected, the oldest, %%s, out of reach in %%s day(s)',
              endpoint, key, count(*), min(day), keep - max(age)) AS finding,
       min(day) AS oldest, count(*) AS days
FROM missing
GROUP BY email, endpoint, key, keep
ORDER BY metric
