-- Purpose: rows of {table} as the chain has them: the text that was hashed.
-- Grain: one row per row, in the order of ids. Safe to run again: reads only. Parameter: ids (bigint[]).
-- The name in braces is an identifier, put in quoted.
SELECT row.id, {% include 'hash_chain/row_text.sql' %}
FROM {table} AS row
WHERE row.id = ANY (%(ids)s)
ORDER BY row.id
