-- Purpose: how many rows a partition has that was taken out of its table. Grain: one row. Safe to run again: reads only. No parameters.
-- The partition in braces is an identifier, put in quoted.
SELECT count(*) FROM {table}
