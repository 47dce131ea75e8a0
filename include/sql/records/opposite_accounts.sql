-- Purpose: other accounts of ours that are off by exactly the opposite on the same day and asset, where that day is known for
-- them too (macros/known.sql): a transfer between the two that no list tells, or that both tell as pending.
-- Grain: one row per asset and other account, in the order of both.
-- Safe to run again: reads only. Parameters: email, day (date), wallet, assets (text[]), amounts (numeric[], as many: what is lacking).
{% import 'macros/known.sql' as known -%}
WITH other AS (
    SELECT DISTINCT email FROM binance_snapshot_days
    WHERE wallet = %(wallet)s AND date = %(day)s::date AND email <> %(email)s
),
asked AS (
    SELECT email, asset, %(day)s::date AS date, %(wallet)s::text AS wallet FROM other CROSS JOIN unnest(%(assets)s::text[]) AS asset
),
{{ known.days('asked') }},
{{ known.variances('known') }}
SELECT variances.asset, variances.email
FROM variances
JOIN unnest(%(assets)s::text[], %(amounts)s::numeric[]) AS wanted (asset, amount)
    ON wanted.asset = variances.asset AND wanted.amount = variances.variance
WHERE variances.variance <> 0
ORDER BY variances.asset COLLATE "C", variances.email COLLATE "C"
