-- Purpose: the rows of {table} that a link names, as they are now: the hash of each, and whether its kept bytes have the hash that is kept
-- beside them. For links of which a part lies in an archive.
-- Grain: one row per row that is there, in the order of ids. Safe to run again: reads only. Parameter: ids (bigint[]).
-- The names in single braces are identifiers, put in quoted.
SELECT row.id, {% include 'hash_chain/row_hash.sql' %}, ({intact}) IS TRUE
FROM {table} AS row
WHERE row.id = ANY (%(ids)s::bigint[])
ORDER BY row.id
