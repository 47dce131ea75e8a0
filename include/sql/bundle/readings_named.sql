-- Purpose: readings by number, as readings.sql gives them.
-- Grain: one row per reading, in the order of their numbers. Safe to run again: reads only. Parameters: email, readings (bigint[]).
SELECT reading.id, reading.endpoint, reading.key, reading.window_start, reading.window_end, reading.status, reading.detail, reading.meaning,
    reading.pages, reading.records, reading.asked_at, proves.id IS NOT NULL AS own
FROM binance_collection_coverage AS reading
LEFT JOIN v_binance_readings AS proves ON proves.id = reading.id
WHERE reading.email = %(email)s AND reading.id = ANY (%(readings)s)
ORDER BY reading.id
