-- Purpose: the archives that may hold answers about a period: of months that ended on its first day or later, as no answer knows of a day
-- before it begins. Grain: one row per folder, in order. Safe to run again: reads only. Parameter: first (date).
SELECT DISTINCT folder FROM binance_archives WHERE (month + interval '1 month')::date >= %(first)s::date ORDER BY folder
