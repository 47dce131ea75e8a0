-- Purpose: what a run changed of the verdicts on other days than its own, and of other accounts, for its message: late and
-- altered records.
-- Grain: one row per change, those of the own account first, then in order of account, day and asset; account: NULL where it is
-- the own one. Safe to run again: reads only.
-- Parameters: email, day (date), run_id, run_elsewhere (what the run's verdicts on other accounts' days stand under).
SELECT date, detail ->> 'asset' AS asset, detail ->> 'from' AS verdict_before, detail ->> 'to' AS verdict_after,
    (detail ->> 'variance_from')::numeric AS variance_before, (detail ->> 'variance_to')::numeric AS variance_after,
    nullif(email, %(email)s) AS account
FROM binance_audit_log
WHERE email = ANY (ARRAY(SELECT DISTINCT email FROM binance_reconciliation_days)) AND action = 'verdict changed'
  AND at > clock_timestamp() - interval '30 days'
  AND (
      email = %(email)s AND date <> %(day)s AND detail ->> 'run_id' = %(run_id)s
      OR email <> %(email)s AND detail ->> 'run_id' = %(run_elsewhere)s
  )
ORDER BY email <> %(email)s, email COLLATE "C", date, (detail ->> 'asset') COLLATE "C", id
