-- Purpose: which raw answers of one table speak of a period: how many they are, and one SHA-256 over the hashes of their bytes in the
-- order of their numbers, so that whoever holds them can make it again. Answers about the day before are among them: its end is what
-- the period opens with.
-- Grain: one row, none where the table has no such answer. Safe to run again: reads only. Parameters: table (its name), email, first
-- and last (dates). The table in braces is an identifier, put in quoted.
SELECT %(table)s, count(*), min(id), max(id), encode(sha256(convert_to(string_agg(body_sha256, E'\n' ORDER BY id), 'UTF8')), 'hex')
FROM {table}
WHERE email = %(email)s AND window_start < (%(last)s::date + 1)::timestamp AT TIME ZONE 'UTC'
  AND window_end >= %(first)s::date::timestamp AT TIME ZONE 'UTC'
HAVING count(*) > 0
