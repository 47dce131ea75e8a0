-- Purpose: what a run changed of the verdicts on other days than its own, for its message: late and altered records.
-- Grain: one row per change, in order of day and asset. Safe to run again: reads only.
-- Parameters: email, day (date), run_id.
SELECT date, detail ->> 'asset' AS asset, detail ->> 'from' AS verdict_before, detail ->> 'to' AS verdict_after,
    (detail ->> 'variance_from')::numeric AS variance_before, (detail ->> 'variance_to')::numeric AS variance_after
FROM binance_audit_log
WHERE email = %(email)s AND action = 'verdict changed' AND date <> %(day)s AND detail ->> 'run_id' = %(run_id)s
  AND at > clock_timestamp() - interval '30 days'
ORDER BY date, (detail ->> 'asset') COLLATE "C", id
