-- Purpose: the rows of {table} that a link names, as they are now: their ids, their digest, and the first whose kept bytes do not
-- have the hash that is kept beside them; bytes that were taken away have none.
-- Grain: one row. Safe to run again: reads only. Parameter: ids (bigint[]).
-- The names in single braces are identifiers, put in quoted.
WITH hashed AS (
    SELECT row.id, {% include 'hash_chain/row_hash.sql' %} AS row_hash, {intact} AS intact
    FROM {table} AS row
    WHERE row.id = ANY (%(ids)s::bigint[])
)
SELECT coalesce(array_agg(id ORDER BY id), ARRAY[]::bigint[]), {% include 'hash_chain/digest.sql' %},
    min(id) FILTER (WHERE intact IS NOT TRUE)
FROM hashed
