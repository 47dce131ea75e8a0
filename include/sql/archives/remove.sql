-- Purpose: a month of a table lies in no archive any more, since its rows are back. Grain: one row. Safe to run again: then it is gone.
-- Parameters: month, table.
DELETE FROM binance_archives WHERE month = %(month)s AND table_name = %(table)s
