-- Purpose: which endpoints of an account hold a whole day, as readings that prove (v_binance_readings) of one of their keys.
-- Grain: one row per endpoint, ordered by it. Safe to run again: reads only. Parameters: email, day (date).
SELECT DISTINCT endpoint
FROM v_binance_readings
WHERE email = %(email)s
  AND window_start <= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND window_end >= (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY endpoint
