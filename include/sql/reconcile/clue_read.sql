-- Purpose: which endpoints of an account hold a whole day, as complete readings of at least one of their keys.
-- Grain: one row per endpoint, ordered by it. Safe to run again: reads only. Parameters: email, day (date).
SELECT DISTINCT endpoint
FROM binance_collection_coverage
WHERE email = %(email)s AND status = 'complete'
  AND window_start <= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND window_end >= (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY endpoint
