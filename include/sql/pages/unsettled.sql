-- Purpose: what of a range of days is open or unproved, gathered by what is wrong: an open asset over its days, and what each thing
-- that is missing leaves unproved.
-- Grain: one row per account, wallet, verdict and subject: of what is open the asset with its measure, each in a column too, of what is
-- unproved one clause of the reason. `usd` is the sum of sizes, NULL where nothing is priced; variance, reason and next step are those of the newest
-- day, and the step of a clause is the one that stands at its place, else the first. A day that is unproved as a whole and has no
-- asset is a row too. Safe to run again: reads only. Parameters: emails (text[]), first and last (dates).
WITH current AS (
    {% include 'pages/unsettled_verdicts.sql' %}
),
cell AS (
    SELECT email, wallet, date, verdict, asset, measure, name, variance, variance_usd, reason, findings -> 'next_steps' AS steps
    FROM current
    UNION ALL
    SELECT email, wallet, date, verdict, '', '', '', NULL, NULL, reason, NULL
    FROM ({% include 'pages/unproved_days.sql' %}) AS whole
),
told AS (
    SELECT email, wallet, date, verdict, asset, measure, name, variance, variance_usd, reason, name AS subject, steps ->> 0 AS step
    FROM cell
    WHERE verdict = 'open'
    UNION ALL
    SELECT email, wallet, date, verdict, '', '', name, variance, variance_usd, reason, clause,
        coalesce(steps ->> (place - 1)::int, steps ->> 0)
    FROM cell
    CROSS JOIN LATERAL unnest(CASE reason WHEN '' THEN ARRAY[''] ELSE string_to_array(reason, '; ') END)
        WITH ORDINALITY AS part (clause, place)
    WHERE verdict = 'unproved'
)
SELECT email, wallet, verdict, subject, min(asset), min(measure),
    array_remove(array_agg(DISTINCT name ORDER BY name), '') AS names,
    count(DISTINCT date) AS days, min(date) AS since, max(date) AS newest,
    sum(abs(variance_usd)) AS usd,
    (array_agg(variance ORDER BY date DESC))[1] AS variance,
    coalesce((array_agg(step ORDER BY date DESC) FILTER (WHERE step IS NOT NULL))[1], '') AS step,
    (array_agg(reason ORDER BY date DESC))[1] AS reason
FROM told
GROUP BY email, wallet, verdict, subject
ORDER BY verdict = 'unproved', usd DESC NULLS LAST, since, email COLLATE "C", wallet COLLATE "C", subject COLLATE "C"
