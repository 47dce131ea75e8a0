{% set day = 'judged.date' -%}
-- Purpose: on which days, of those that their own runs judged, a list is required that another list of the wallet leads to (trades of
-- the pairs that its ledger names): on the others nothing leads there. Days of which the leading list was not read whole are left out,
-- and where readings of ours lead there too (isolated margin) those without one at either end: what would lead there is not known.
-- What a day's own run was led to is in its plan. A leading list that came after that run led to nothing, so that of days with no such
-- question in the plan, and of isolated margin, it is asked again where it leads.
-- Grain: one row per judged day and such question, one with an empty list for each judged day. Safe to run again: reads only.
-- Parameters: email, wallet, leading (the list), by_readings (boolean: readings lead there too), endpoints (text[]: the lists led to).
WITH whole AS MATERIALIZED (
    SELECT window_start, window_end FROM ({% include 'history/read.sql' %}) AS reading
    WHERE endpoint = %(leading)s AND key = ''
), judged AS MATERIALIZED (
    SELECT date
    FROM binance_reconciliation_days AS one
    WHERE email = %(email)s AND wallet = %(wallet)s AND decided_at IS NOT NULL
      AND EXISTS (
          SELECT FROM whole
          WHERE window_start <= one.date::timestamp AT TIME ZONE 'UTC' AND window_end >= (one.date + 1)::timestamp AT TIME ZONE 'UTC'
      )
      AND (NOT %(by_readings)s OR 2 = (
          SELECT count(*) FROM binance_snapshot_days AS held
          WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date IN (one.date - 1, one.date)
      ))
), asked AS MATERIALIZED (
    SELECT date, endpoint, key
    FROM binance_collection_plan
    WHERE email = %(email)s AND wallet = %(wallet)s AND required AND endpoint = ANY(%(endpoints)s::text[])
), led AS (
    SELECT judged.date, pair.symbol
    FROM judged
    CROSS JOIN LATERAL ({% include 'reconcile/margin_pairs.sql' %}) AS pair (symbol)
    WHERE %(wallet)s = 'MARGIN' AND NOT EXISTS (SELECT FROM asked WHERE asked.date = judged.date)
    UNION ALL
    SELECT judged.date, pair.symbol
    FROM judged
    CROSS JOIN LATERAL ({% include 'reconcile/isolated_pairs.sql' %}) AS pair (symbol)
    WHERE %(wallet)s = 'ISOLATED_MARGIN'
)
SELECT date, '' AS endpoint, '' AS key FROM judged
UNION
SELECT date, endpoint, key FROM asked JOIN judged USING (date)
UNION
SELECT led.date, list.endpoint, led.symbol FROM led CROSS JOIN unnest(%(endpoints)s::text[]) AS list (endpoint)
ORDER BY 1, 2, 3
