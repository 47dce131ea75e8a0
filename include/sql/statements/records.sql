-- Purpose: what one side lacks where our movements and the statement differ in a day and asset: equal amounts are paired off one
-- to one in order of time, what is left over is named. A statement that shows many fills in one line leaves both over.
-- Grain: one row per line or record left over, by day, asset and time. Safe to run again: reads only.
-- Parameters: email, emails, first, last (dates or NULL), operations and operation_classes, kinds and kind_classes (text[]).
WITH differing AS MATERIALIZED (
{% include 'statements/differing.sql' %}
), class_of_operation AS (
    SELECT operation, class FROM unnest(%(operations)s::text[], %(operation_classes)s::text[]) AS given (operation, class)
), class_of_kind AS (
    SELECT kind, class FROM unnest(%(kinds)s::text[], %(kind_classes)s::text[]) AS given (kind, class)
), stated AS (
    SELECT line.date, line.asset, change AS amount, line.at, coalesce(class, 'other') AS class,
        concat_ws(': ', file.file_name, nullif(file.member, '')) || ', line ' || line.line || ': ' || line.operation
            || coalesce(' (' || nullif(line.remark, '') || ')', '') AS name,
        row_number() OVER (PARTITION BY line.date, line.asset, change ORDER BY line.at, line.file_id, line.line) AS k
    FROM ({% include 'statements/lines_of_spot.sql' %}) AS line
    JOIN differing USING (date, asset)
    JOIN binance_statement_files AS file ON file.id = line.file_id
    LEFT JOIN class_of_operation USING (operation)
    WHERE change <> 0
), moved AS (
    SELECT differing.date, expected.asset, amount, expected.at, coalesce(class, 'other') AS class, name,
        row_number() OVER (
            PARTITION BY differing.date, expected.asset, amount ORDER BY expected.at, name COLLATE "C", kind COLLATE "C"
        ) AS k
    FROM ({% include 'statements/expected_rows.sql' %}) AS expected
    JOIN differing ON differing.date = (expected.at AT TIME ZONE 'UTC')::date AND differing.asset = expected.asset
    LEFT JOIN class_of_kind USING (kind)
)
SELECT date, asset,
    CASE WHEN moved.k IS NULL THEN 'movements' ELSE 'statement' END AS lacking_in,
    coalesce(stated.class, moved.class) AS class, coalesce(stated.at, moved.at) AS at, amount,
    coalesce(stated.name, moved.name) AS name
FROM stated
FULL JOIN moved USING (date, asset, amount, k)
WHERE stated.k IS NULL OR moved.k IS NULL
ORDER BY date, asset COLLATE "C", at, lacking_in, name COLLATE "C"
