-- Purpose: what a run changed of the verdicts on other days than its own, and of other accounts; for a day's summary, of the own
-- account whatever changed since the summary before, by whichever run or person.
-- Grain: one row per change, those of the own account first, then in order of account, day and asset, whose name ends with the
-- measure where it is not the balance; account: NULL where it is
-- the own one. Safe to run again: reads only. A change is told by the first summary posted after it, of its account or of the
-- account whose run made it: a summary that is read again tells the same, and one that never was posted is made good by the next.
-- Parameters: email, day (date), run_id, run_elsewhere (what the run's verdicts on other accounts' days stand under), unreported
-- (boolean: the changes that the summary of this account and day has told or is to tell, instead of the run's own).
SELECT date, concat_ws(' ', detail ->> 'asset', detail ->> 'measure') AS asset, detail ->> 'from' AS verdict_before, detail ->> 'to' AS verdict_after,
    (detail ->> 'variance_from')::numeric AS variance_before, (detail ->> 'variance_to')::numeric AS variance_after,
    nullif(email, %(email)s) AS account, detail ->> 'wallet' AS wallet
FROM binance_audit_log AS change
WHERE email = ANY (ARRAY(SELECT DISTINCT email FROM binance_reconciliation_days)) AND action = 'verdict changed'
  AND at > clock_timestamp() - interval '30 days'
  AND CASE
      WHEN email <> %(email)s THEN detail ->> 'run_id' = %(run_elsewhere)s
      WHEN date = %(day)s THEN false
      WHEN NOT %(unreported)s THEN detail ->> 'run_id' = %(run_id)s
      ELSE coalesce((
          SELECT (summary.email, summary.date) = (%(email)s, %(day)s)
          FROM binance_notifications AS summary
          WHERE summary.email IN (change.email, substring(change.detail ->> 'run_id' FROM ' of ([^ ]+)$'))
            AND summary.kind = 'summary' AND summary.status = 'posted' AND summary.posted_at > change.at
          ORDER BY summary.posted_at
          LIMIT 1
      ), true)
  END
ORDER BY email <> %(email)s, email COLLATE "C", date, (detail ->> 'asset') COLLATE "C", id
