-- Purpose: rows of {table} between the highest id of the link before and that of this link which this link does not name.
-- Grain: one id per row. Safe to run again: reads only. Parameters: after, last, ids (bigint[]).
SELECT id FROM {table} WHERE id > %(after)s AND id <= %(last)s
EXCEPT
SELECT unnest(%(ids)s::bigint[])
