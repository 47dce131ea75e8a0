-- Purpose: how many rows of {table} lie above the highest id that is sealed.
-- Grain: one count. Safe to run again: reads only. Parameter: after.
SELECT count(*) FROM {table} WHERE id > %(after)s
