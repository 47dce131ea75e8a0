-- Purpose: the days that statements of an account cover whole. Grain: one row per day, in order.
-- Safe to run again: reads only. Parameters: email, first, last (dates or NULL).
SELECT date
FROM (
{% include 'statements/days_covered.sql' %}
) AS covered
ORDER BY date
