-- Purpose: how many rows of {table} lie above the highest id that is sealed, and the first of them that was written before `due`.
-- Grain: one row. Safe to run again: reads only. Parameters: after, due (timestamptz).
SELECT count(*), min(id) FILTER (WHERE {written} < %(due)s) FROM {table} WHERE id > %(after)s
