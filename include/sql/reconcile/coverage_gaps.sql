-- Purpose: the required questions of an account-day that have no complete answer, and the assets each can touch (macros/gaps.sql).
-- Grain: one row per endpoint and key, ordered by both. assets NULL = every asset.
-- Safe to run again: reads only. Parameters: email, day (date), wallet.
{% import 'macros/gaps.sql' as gaps -%}
{{ gaps.of('%(email)s', '%(day)s', '%(wallet)s') }}
ORDER BY endpoint, key
