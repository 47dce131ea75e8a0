-- Purpose: what people have resolved about an account-day and is in force.
-- Grain: one row per resolution, of any measure, in the order of asset and id. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, assets (text[]), and those of states.sql: at and id, both NULL.
SELECT id, asset, measure, kind, amount, author
FROM (
{% include 'resolutions/states.sql' %}
) AS resolution
WHERE state = 'active' AND asset = ANY (%(assets)s)
ORDER BY asset COLLATE "C", id
