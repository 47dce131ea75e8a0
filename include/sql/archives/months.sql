-- Purpose: the months of raw tables that are over before a day, by their partitions, and those that are archived already.
-- Grain: one row per month and table, oldest first. Safe to run again: reads only. Parameters: before (date), tables (text[]).
SELECT month, name
FROM (
    SELECT to_date(right(part.relname, 7), 'YYYY_MM') AS month, whole.relname::text AS name
    FROM pg_inherits
    JOIN pg_class AS part ON part.oid = inhrelid
    JOIN pg_class AS whole ON whole.oid = inhparent AND whole.relnamespace = 'public'::regnamespace
    WHERE whole.relname = ANY (%(tables)s) AND part.relname ~ '_[0-9]{4}_[0-9]{2}$'
) AS kept
WHERE month + interval '1 month' <= %(before)s::date
ORDER BY month, name
