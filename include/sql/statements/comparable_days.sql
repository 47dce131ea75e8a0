-- Purpose: the days that statements of an account cover whole. Grain: one row per day, in order, with whether the clock
-- of every file that reaches into it is proved.
-- Safe to run again: reads only. Parameters: email, first, last (dates or NULL), stated_as (text[]).
SELECT date, offset_proved
FROM (
{% include 'statements/days_covered.sql' %}
) AS covered
ORDER BY date
