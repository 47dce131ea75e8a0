-- Purpose: records of an account that could not be read, and that newer readings of their whole days were not free of: the list proves
-- nothing of that time. Newer readings that touch or overlap count as one, each of which has to be free of such records of these days.
-- Grain: one row per list, key and time, in order. Safe to run again: reads only. Parameters: email.
-- A time is covered by readings where one holds its beginning, and one holds each end of another that lies within it.
WITH record AS (
    SELECT id, endpoint, key, coverage_id, reason,
        date_trunc('day', coalesce(exchange_time, window_start), 'UTC') AS first,
        date_trunc('day', coalesce(exchange_time, window_end - interval '1 microsecond'), 'UTC') + interval '24 hours' AS last
    FROM binance_quarantine
    WHERE email = %(email)s
),
newer AS (
    SELECT record.id, record.first, record.last, reading.window_start, reading.window_end
    FROM record
    JOIN v_binance_readings AS reading ON reading.email = %(email)s AND reading.endpoint = record.endpoint AND reading.key = record.key
        AND reading.id > record.coverage_id AND reading.window_start < record.last AND reading.window_end > record.first
    WHERE NOT EXISTS (
        SELECT FROM binance_quarantine AS again
        WHERE again.coverage_id = reading.id
          AND CASE WHEN again.exchange_time IS NULL THEN again.window_start < record.last AND again.window_end > record.first
                   ELSE again.exchange_time >= record.first AND again.exchange_time < record.last END
    )
),
moment AS (
    SELECT id, first AS at FROM record
    UNION ALL
    SELECT id, window_end FROM newer WHERE window_end < last
),
unread AS (
    SELECT id FROM moment
    WHERE NOT EXISTS (SELECT FROM newer WHERE newer.id = moment.id AND newer.window_start <= moment.at AND newer.window_end > moment.at)
)
SELECT endpoint, key, first AS window_start, last AS window_end, min(reason) AS reason
FROM record
WHERE id IN (SELECT id FROM unread)
GROUP BY endpoint, key, first, last
ORDER BY endpoint, key COLLATE "C", first
