-- Purpose: what collecting a day took: calls, seconds at work, records. At work are the seconds in which any question of the run was
-- being asked: the hours before somebody cleared a task of it are not among them.
-- Grain: one row per account, zeros for one that asked nothing, in the order of the accounts. Only the newest run that asked
-- anything for the day counts. Safe to run again: reads only. Parameters: emails (text[]), day (date).
WITH newest AS MATERIALIZED (
{% include 'reports/newest_runs.sql' %}
), asked AS (
    SELECT coverage.email, coverage.records, tstzrange(coverage.asked_at, greatest(coverage.asked_at, coverage.finished_at), '[]') AS span
    FROM binance_collection_coverage AS coverage
    JOIN newest USING (email, run_id)
    WHERE window_start < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
      AND window_end > %(day)s::date::timestamp AT TIME ZONE 'UTC'
), worked AS (
    SELECT email, sum(extract(epoch FROM upper(span) - lower(span))) AS seconds
    FROM (SELECT email, unnest(range_agg(span)) AS span FROM asked GROUP BY email) AS apart
    GROUP BY email
), booked AS (
    SELECT email, sum(records) AS records FROM asked GROUP BY email
), spent AS (
    SELECT email, count(*) AS calls
    FROM binance_weight_ledger JOIN newest USING (email, run_id)
    WHERE outcome <> 'correction'
    GROUP BY email
)
SELECT account.email, coalesce(spent.calls, 0), coalesce(ceil(worked.seconds), 0)::bigint, coalesce(booked.records, 0)::bigint
FROM unnest(%(emails)s::text[]) WITH ORDINALITY AS account (email, place)
LEFT JOIN spent USING (email)
LEFT JOIN worked USING (email)
LEFT JOIN booked USING (email)
ORDER BY account.place
