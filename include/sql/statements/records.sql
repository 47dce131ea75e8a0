-- Purpose: what one side lacks where our movements and the statement differ in a day and asset. Equal amounts are paired off one
-- to one, those of one second first, then the rest in order of time; what is left over is named. A statement that shows many
-- fills in one line leaves all of them over.
-- Grain: one row per line or record left over, by day, asset and time. Safe to run again: reads only.
-- Parameters: as for witnesses.sql; operations and operation_classes, kinds and kind_classes (text[]).
-- Columns:
--   date: the UTC day
--   asset: the asset of amount
--   lacking_in: the side that lacks it: movements or statement
--   class: the class of the line or record, as in classes.csv
--   datetime: its time, UTC with milliseconds
--   amount: signed, in the asset
--   record: file and line of a statement's line (with operation and remark), or source and id of a record
WITH differing AS MATERIALIZED (
{% include 'statements/differing.sql' %}
), class_of_operation AS (
    SELECT operation, class FROM unnest(%(operations)s::text[], %(operation_classes)s::text[]) AS given (operation, class)
), class_of_kind AS (
    SELECT kind, class FROM unnest(%(kinds)s::text[], %(kind_classes)s::text[]) AS given (kind, class)
), fact AS (
    SELECT true AS is_line, line.date, line.asset, change AS amount, line.at, coalesce(class, 'other') AS class,
        concat_ws(': ', file.file_name, nullif(file.member, '')) || ', line ' || line.line || ': ' || line.operation
            || coalesce(' (' || nullif(line.remark, '') || ')', '') AS name,
        lpad(line.file_id::text, 19, '0') || lpad(line.line::text, 10, '0') AS rank
    FROM ({% include 'statements/lines_of_wallet.sql' %}) AS line
    JOIN differing USING (date, asset)
    JOIN binance_statement_files AS file ON file.id = line.file_id
    LEFT JOIN class_of_operation USING (operation)
    WHERE change <> 0
    UNION ALL
    SELECT false, differing.date, expected.asset, amount, expected.at, coalesce(class, 'other'), name, name || ' ' || kind
    FROM ({% include 'statements/expected_rows.sql' %}) AS expected
    JOIN differing ON differing.date = (expected.at AT TIME ZONE 'UTC')::date AND differing.asset = expected.asset
    LEFT JOIN class_of_kind USING (kind)
    WHERE expected.at >= coalesce(%(first)s::date, '-infinity')::timestamp AT TIME ZONE 'UTC'
        AND expected.at < coalesce(%(last)s::date + 1, 'infinity')::timestamp AT TIME ZONE 'UTC'
), {% include 'statements/left_over.sql' %}
SELECT date, asset, CASE WHEN is_line THEN 'movements' ELSE 'statement' END AS lacking_in, class, at AS datetime, amount, name AS record
FROM left_over
ORDER BY date, asset COLLATE "C", at, is_line, rank COLLATE "C"
