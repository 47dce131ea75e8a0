-- Purpose: the variances of one measure of some assets of an account on some days, computed from snapshots and movements as they
-- stand.
-- Grain: one row per asset and day that is known (macros/known.sql), zero variances included. Safe to run again: reads only.
-- Parameters: email, wallet, measure, assets (text[]), first and last (date).
{% import 'macros/known.sql' as known -%}
WITH asked AS (
    SELECT %(email)s::text AS email, asset, day::date AS date, %(wallet)s::text AS wallet
    FROM unnest(%(assets)s::text[]) AS asset
    CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
),
{{ known.days('asked') }},
{{ known.variances('known', '%(measure)s') }}
SELECT asset, date, variance
FROM variances
ORDER BY asset COLLATE "C", date
