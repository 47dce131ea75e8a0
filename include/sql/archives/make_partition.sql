-- Purpose: a place for the rows of a month of a table, unless it is there. Grain: one row: whether it was made.
-- Safe to run again: then it is there. Parameters: table, month.
SELECT binrecon_make_partition(%(table)s, %(month)s)
