-- Purpose: how far back the rows of an account may have changed that a run has to judge: the first day of these lists that it has read,
-- and of what others have read in the week before their newest reading without judging any day since. A run that was marked as failed,
-- or whose day was triggered again, leaves what it read back to those that follow; after a week nobody looks for it any more.
-- Grain: one row, NULL where nothing was read. Safe to run again: reads only. Parameters: email, endpoints (text[]), run_id.
WITH reading AS (
    SELECT run_id, asked_at, window_start
    FROM v_binance_readings
    WHERE email = %(email)s AND endpoint = ANY(%(endpoints)s::text[])
)
SELECT (min(window_start) AT TIME ZONE 'UTC')::date
FROM reading
WHERE run_id = %(run_id)s
   OR asked_at > (SELECT max(asked_at) FROM reading) - interval '7 days'
      AND run_id <> '' AND NOT EXISTS (
          SELECT FROM binance_reconciliation_days AS judged
          WHERE judged.email = %(email)s AND judged.run_id = reading.run_id AND judged.decided_at IS NOT NULL)
