-- Purpose: where our movements and the statement differ in a day and asset, by class: sums and counts of both. The class with
-- the difference names the endpoint to look at.
-- Grain: one row per day, asset and class that either side has, by day and asset. Safe to run again: reads only.
-- Parameters: as for witnesses.sql; operations and operation_classes, kinds and kind_classes (text[]).
-- Columns:
--   date: the UTC day
--   asset: the asset; every amount of the row is in it
--   class: trade, fee, convert, dust, deposit, withdraw, payment, transfer, earn, income, token event or other
--   movements: the sum of what the API's lists say moved in this class
--   movement_count: how many movements that is
--   statement: the sum of the statement's lines of this class
--   statement_count: how many lines that is
--   missing_in_movements: statement − movements
WITH differing AS MATERIALIZED (
{% include 'statements/differing.sql' %}
), class_of_operation AS (
    SELECT operation, class FROM unnest(%(operations)s::text[], %(operation_classes)s::text[]) AS given (operation, class)
), class_of_kind AS (
    SELECT kind, class FROM unnest(%(kinds)s::text[], %(kind_classes)s::text[]) AS given (kind, class)
), fact AS (
    SELECT line.date, line.asset, coalesce(class, 'other') AS class, change AS stated, NULL::numeric AS moved
    FROM ({% include 'statements/lines_of_wallet.sql' %}) AS line
    LEFT JOIN class_of_operation USING (operation)
    UNION ALL
    SELECT (at AT TIME ZONE 'UTC')::date, asset, coalesce(class, 'other'), NULL, amount
    FROM ({% include 'statements/expected_rows.sql' %}) AS expected
    LEFT JOIN class_of_kind USING (kind)
    WHERE at >= coalesce(%(first)s::date, '-infinity')::timestamp AT TIME ZONE 'UTC'
        AND at < coalesce(%(last)s::date + 1, 'infinity')::timestamp AT TIME ZONE 'UTC'
)
SELECT date, asset, class,
    coalesce(sum(moved), 0) AS movements, count(moved) AS movement_count,
    coalesce(sum(stated), 0) AS statement, count(stated) AS statement_count,
    coalesce(sum(stated), 0) - coalesce(sum(moved), 0) AS missing_in_movements
FROM fact
JOIN differing USING (date, asset)
GROUP BY date, asset, class
ORDER BY date, asset COLLATE "C", class COLLATE "C"
