-- Purpose: days not collected that the exchange will soon no longer tell: a snapshot is gone after a month for good.
-- A witness of a wallet (the list of its balances) is missing too where it was read and did not have the day. Of pairs and contracts
-- that other lists lead to, only the days that they were asked for are wanted.
-- Grain: account, endpoint and key. value = whole days left for the oldest such day: 0 where it goes at the next midnight. Days before
-- the account's first reconciled day are not wanted, days already out of reach are not listed, nor those that the exchange refused as
-- too old.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz), endpoints (text[]), and for each of them oldest_days (date[]: the oldest
-- day that the exchange tells now), warn_days (int[]: from which age on a missing day is urgent) and followed (boolean[]: whether other
-- lists lead to its keys); listed_emails and listed_wallets (text[]: the wallets that the accounts file names).
WITH told AS (
    SELECT endpoint, oldest, warn, followed
    FROM unnest(%(endpoints)s::text[], %(oldest_days)s::date[], %(warn_days)s::int[], %(followed)s::boolean[])
        AS given (endpoint, oldest, warn, followed)
), today AS (
    SELECT (%(now)s AT TIME ZONE 'UTC')::date AS date
), account AS (
    SELECT email, min(date) AS first_day FROM binance_reconciliation_days GROUP BY email
), question AS (
    SELECT plan.email, plan.endpoint, plan.key, told.oldest, told.warn, told.followed, account.first_day,
        min(plan.wallet) FILTER (WHERE plan.witness) AS witnessed
    FROM binance_collection_plan AS plan JOIN told USING (endpoint) JOIN account USING (email)
    WHERE (plan.email, plan.wallet) IN (SELECT * FROM unnest(%(listed_emails)s::text[], %(listed_wallets)s::text[]))
    GROUP BY plan.email, plan.endpoint, plan.key, told.oldest, told.warn, told.followed, account.first_day
), wanted AS (
    SELECT question.*, day::date AS day
    FROM question CROSS JOIN today CROSS JOIN LATERAL generate_series(
        greatest(question.first_day, question.oldest)::timestamp, (today.date - question.warn)::timestamp, interval '1 day') AS day
    WHERE NOT question.followed OR EXISTS (
        SELECT FROM binance_collection_plan AS plan
        WHERE plan.email = question.email AND plan.endpoint = question.endpoint AND plan.key = question.key AND plan.date = day::date)
), missing AS (
    SELECT * FROM wanted
    WHERE NOT EXISTS (
        SELECT FROM binance_collection_coverage AS lost
        WHERE lost.email = wanted.email AND lost.endpoint = wanted.endpoint AND lost.key = wanted.key AND lost.meaning = 'TOO_OLD'
          AND lost.window_end > wanted.day::timestamp AT TIME ZONE 'UTC')
      AND (NOT EXISTS (
        SELECT FROM binance_collection_coverage AS asked JOIN v_binance_readings AS reading ON reading.id = asked.id
        WHERE asked.email = wanted.email AND asked.endpoint = wanted.endpoint AND asked.key = wanted.key
          AND asked.window_end >= (wanted.day + 1)::timestamp AT TIME ZONE 'UTC'  -- as asked: the index has it
          AND reading.window_start <= wanted.day::timestamp AT TIME ZONE 'UTC'
          AND reading.window_end >= (wanted.day + 1)::timestamp AT TIME ZONE 'UTC')
       OR wanted.witnessed IS NOT NULL AND NOT EXISTS (
        SELECT FROM binance_snapshot_days AS held
        WHERE held.email = wanted.email AND held.wallet = wanted.witnessed AND held.date = wanted.day))
)
SELECT email || '.' || endpoint || '.' || key AS metric, min(day) - oldest AS value, email,
       format('%%s %%s: %%s day(s) not collected, the oldest, %%s, out of reach from %%s 00:00 UTC on',
              endpoint, key, count(*), min(day), today.date + (min(day) - oldest) + 1) AS finding,
       min(day) AS oldest_missing, count(*) AS days
FROM missing CROSS JOIN today
GROUP BY email, endpoint, key, oldest, today.date
ORDER BY metric
