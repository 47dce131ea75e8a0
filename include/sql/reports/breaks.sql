-- Purpose: the breaks of accounts: what is open or unproved, each one thing over its days, with its age, its value, and who deals with
-- it until when. Two open variances of a measure are one break where the second is the exact opposite of the first and none lies between:
-- the balance was off from the one day to the other. Days in a row on which a measure is unproved are one break, and so are days in a row
-- that are unproved as a whole. Every other open variance is a break of its own.
-- Grain: one row per break, the oldest first. Made anew from the newest verdicts, so the order of runs does not matter; what people said
-- is that of any of its days, the newest first. The days between two opposite ones are not its own: another break may lie there.
-- Safe to run again: reads only. Parameters: emails (text[]), first and last (dates, both included, ages count up to the last), since and
-- until (dates: breaks that have a day between them).
-- Columns:
--   email: the account
--   wallet: the wallet
--   asset: the asset; empty where days are unproved as a whole
--   measure: what of the asset: balance, loan or interest; empty where days are unproved as a whole
--   first_day: the first UTC day that is off or unproved
--   last_day: the last one; of an open break of two days the day that took the variance back
--   days: how many of its days are open or unproved
--   state: open or unproved
--   age: days from the first day to the newest settled day
--   bucket: the age as 0-1, 2-7, 8-30, 31-90 or >90 days
--   variance: open: actual less expected on the first day, in the asset; unproved: the sum over its days; empty where a snapshot is missing
--   remains: what of it is off still after the last day, in the asset: 0 where the last day took it back
--   usd: the size of the variance in USD at the close of its day, of unproved days their sum; empty where a price or a snapshot is missing
--   cause: of what is open "nothing accounts for it"; of what is unproved what is missing, without details
--   owner: who deals with it
--   due: until when
--   comment: what was last said of it
--   reason: the reason of the newest day
--   next_step: what to do first, of the newest day that says so
WITH current AS (
    SELECT email, wallet, asset, measure, date, verdict, variance, variance_usd, reason, findings #>> '{next_steps,0}' AS step
    FROM ({% include 'pages/unsettled_verdicts.sql' %}) AS newest
),
cell AS (
    SELECT email, wallet, asset, measure, date, verdict, variance, variance_usd, reason, step
    FROM current
    UNION ALL
    SELECT email, wallet, '', '', date, verdict, NULL, NULL, reason, NULL
    FROM ({% include 'pages/unproved_days.sql' %}) AS whole
),
begun AS (
    SELECT *, row_number() OVER line AS place, CASE verdict
        WHEN 'open' THEN coalesce(variance <> -lag(variance) OVER line, true)
        ELSE date IS DISTINCT FROM lag(date) OVER line + 1
    END AS begins
    FROM cell
    WINDOW line AS (PARTITION BY email, wallet, asset, measure, verdict ORDER BY date)
),
stretch AS (
    SELECT *, max(place) FILTER (WHERE begins) OVER (PARTITION BY email, wallet, asset, measure, verdict ORDER BY date) AS began
    FROM begun
),
-- number: the place of the break's first day among the days of its measure and verdict.
numbered AS (
    SELECT *, CASE verdict WHEN 'open' THEN place - (place - began) %% 2 ELSE began END AS number
    FROM stretch
),
found AS (
    SELECT email, wallet, asset, measure, verdict, min(date) AS first_day, max(date) AS last_day, count(*)::int AS days,
        bool_or(date BETWEEN %(since)s AND %(until)s) AS is_asked,
        CASE WHEN verdict = 'open' THEN (array_agg(variance ORDER BY date))[1]
             WHEN bool_and(variance IS NOT NULL) THEN sum(variance) END AS variance,
        CASE WHEN bool_and(variance IS NOT NULL) THEN sum(variance) END AS remains,
        CASE WHEN verdict = 'open' THEN abs((array_agg(variance_usd ORDER BY date))[1])
             WHEN bool_and(coalesce(variance = 0, false) OR variance_usd IS NOT NULL) THEN sum(CASE variance WHEN 0 THEN 0 ELSE abs(variance_usd) END)
        END AS usd,
        (array_agg(reason ORDER BY date))[count(*)] AS reason, number,
        coalesce((array_agg(step ORDER BY date) FILTER (WHERE step IS NOT NULL))[count(step)], '') AS step
    FROM numbered
    GROUP BY email, wallet, asset, measure, verdict, number
),
said AS (
    SELECT email, wallet, asset, measure, verdict, number,
        (array_agg(event.owner ORDER BY event.id DESC) FILTER (WHERE event.owner IS NOT NULL))[1] AS owner,
        (array_agg(event.due ORDER BY event.id DESC) FILTER (WHERE event.due IS NOT NULL))[1] AS due,
        (array_agg(event.comment ORDER BY event.id DESC) FILTER (WHERE event.comment <> ''))[1] AS comment
    FROM numbered
    JOIN binance_break_events AS event USING (email, wallet, asset, measure, date)
    GROUP BY email, wallet, asset, measure, verdict, number
)
SELECT email, wallet, asset, measure, first_day, last_day, days, verdict AS state, age,
    CASE WHEN age <= 1 THEN '0-1' WHEN age <= 7 THEN '2-7' WHEN age <= 30 THEN '8-30' WHEN age <= 90 THEN '31-90' ELSE '>90' END AS bucket,
    variance, remains, usd,
    CASE verdict WHEN 'open' THEN 'nothing accounts for it'
        ELSE coalesce(nullif(btrim(split_part(split_part(split_part(reason, '; ', 1), ':', 1), '(', 1)), ''), 'no reason given') END AS cause,
    said.owner, said.due, coalesce(said.comment, '') AS comment, reason, step AS next_step
FROM found
CROSS JOIN LATERAL (SELECT %(last)s::date - first_day AS age) AS aged
LEFT JOIN said USING (email, wallet, asset, measure, verdict, number)
WHERE is_asked
ORDER BY first_day, email COLLATE "C", wallet COLLATE "C", asset COLLATE "C", measure COLLATE "C", last_day, verdict
