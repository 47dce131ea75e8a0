-- Purpose: the pages of {table} that a bundle holds: of its readings those that reach into its days, and those that rows of it name.
-- Grain: one row per page, in the order of their numbers. Safe to run again: reads only.
-- Parameters: email, readings and named (bigint[]), since and until (timestamptz). The name in braces is an identifier, put in quoted.
SELECT row.id, row.coverage_id, row.window_start, row.window_end, row.received_at, row.body_sha256
FROM {table} AS row
WHERE row.email = %(email)s AND row.coverage_id = ANY (%(readings)s)
  AND row.window_start < %(until)s AND row.window_end > %(since)s
UNION
SELECT row.id, row.coverage_id, row.window_start, row.window_end, row.received_at, row.body_sha256
FROM {table} AS row
WHERE row.email = %(email)s AND row.id = ANY (%(named)s)
ORDER BY id
