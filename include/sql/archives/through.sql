-- Purpose: the end of the last month that was archived. Grain: one row, NULL where nothing was. Safe to run again: reads only.
-- No parameters.
SELECT (max(month) + interval '1 month')::date FROM binance_archives
