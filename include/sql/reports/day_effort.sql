-- Purpose: what collecting an account-day took: calls, weight, seconds from first question to last answer, records.
-- Grain: one row. Only the readings whose window reaches into the day by a run that planned it are meant, so it counts
-- the newest run that asked anything for the day. Safe to run again: reads only. Parameters: email, day (date).
WITH asked AS (
    SELECT run_id, pages, records, asked_at, finished_at
    FROM binance_collection_coverage
    WHERE email = %(email)s
      AND window_start < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
      AND window_end > %(day)s::date::timestamp AT TIME ZONE 'UTC'
), newest AS (
    SELECT run_id FROM asked ORDER BY asked_at DESC LIMIT 1
), effort AS (
    SELECT coalesce(sum(records), 0)::bigint AS records,
           coalesce(ceil(extract(epoch FROM max(finished_at) - min(asked_at))), 0)::bigint AS seconds
    FROM asked JOIN newest USING (run_id)
), spent AS (
    SELECT count(*) AS calls, coalesce(sum(weight), 0)::bigint AS weight
    FROM binance_weight_ledger JOIN newest USING (run_id)
    WHERE email = %(email)s AND outcome <> 'correction'
)
SELECT spent.calls, spent.weight, effort.seconds, effort.records
FROM effort CROSS JOIN spent
