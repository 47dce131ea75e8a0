-- Purpose: which of these assets are shares of flexible earn, which statements never show. Grain: one row per asset.
-- Safe to run again: reads only. Parameters: email, assets (text[]).
WITH named AS (
    SELECT unnest(%(assets)s::text[]) AS asset
)
{% include 'statements/shares.sql' %}
