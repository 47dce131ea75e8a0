-- Purpose: the rows of a month that a link names, as an archive holds them: the text that was hashed, and the bytes that lie beside it.
-- Grain: one row per row, in the order of ids. Safe to run again: reads only. Parameter: ids (bigint[]).
-- The partition in braces is an identifier, put in quoted.
SELECT row.id, {% include 'hash_chain/row_text.sql' %}, row.body
FROM {table} AS row
WHERE row.id = ANY (%(ids)s::bigint[])
ORDER BY row.id
