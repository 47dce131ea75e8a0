-- Purpose: records of an account that could not be read, and that no newer reading of their whole days was free of: the list proves
-- nothing of that time.
-- Grain: one row per list, key and time, in order. Safe to run again: reads only. Parameters: email.
SELECT record.endpoint, record.key, days.first AS window_start, days.last AS window_end, min(record.reason) AS reason
FROM binance_quarantine AS record
CROSS JOIN LATERAL (
    SELECT date_trunc('day', coalesce(record.exchange_time, record.window_start), 'UTC') AS first,
        date_trunc('day', coalesce(record.exchange_time, record.window_end - interval '1 microsecond'), 'UTC')
            + interval '24 hours' AS last
) AS days
WHERE record.email = %(email)s
  AND NOT EXISTS (
      SELECT FROM v_binance_readings AS reading
      WHERE reading.email = record.email AND reading.endpoint = record.endpoint AND reading.key = record.key
        AND reading.id > record.coverage_id AND reading.window_start <= days.first AND reading.window_end >= days.last
        AND NOT EXISTS (
            SELECT FROM binance_quarantine AS again
            WHERE again.coverage_id = reading.id
              AND CASE WHEN again.exchange_time IS NULL THEN again.window_start < days.last AND again.window_end > days.first
                       ELSE again.exchange_time >= days.first AND again.exchange_time < days.last END
        )
  )
GROUP BY record.endpoint, record.key, days.first, days.last
ORDER BY record.endpoint, record.key COLLATE "C", days.first
