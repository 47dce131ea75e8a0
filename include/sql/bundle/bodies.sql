-- Purpose: the bodies of pages of {table}, each once, as lines of a bundle.
-- Grain: one line per body, in the order of their hashes. Safe to run again: reads only. Parameter: ids (bigint[]).
-- The name in braces is an identifier, put in quoted.
SELECT DISTINCT ON (row.body_sha256) row.body_sha256, row.body
FROM {table} AS row
WHERE row.id = ANY (%(ids)s)
ORDER BY row.body_sha256
