-- Purpose: the variances of some assets of an account on some days, computed from snapshots and movements as they stand.
-- Grain: one row per asset and day that is known (macros/known.sql), zero variances included. A day whose own run has not
-- judged it yet, or was in doubt, is not known, nor is one of whose snapshots or required answers any is missing.
-- Safe to run again: reads only. Parameters: email, wallet, assets (text[]), days (date[]).
{% import 'macros/known.sql' as known -%}
WITH asked AS (
    SELECT %(email)s::text AS email, asset, date, %(wallet)s::text AS wallet
    FROM unnest(%(assets)s::text[]) AS asset CROSS JOIN unnest(%(days)s::date[]) AS date
),
{{ known.days('asked') }},
{{ known.variances('known') }}
SELECT asset, date, variance
FROM variances
ORDER BY asset COLLATE "C", date
