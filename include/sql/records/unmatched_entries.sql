-- Purpose: what a statement lists of an account-day and the API does not, and the other way round: in the open assets, and for
-- entry_reach on either side, since a line may stand in the second after its movement. Equal amounts are paired off as in
-- statements/records.sql: those of one second first, then those of one day.
-- Grain: one row per line or movement of the wallet left over, in the order of asset, time, side, file and line. file and line are empty
-- for a movement. Safe to run again: reads only.
-- Parameters: email, emails and wallets (the account and the wallet in a list), assets (text[]), day; first and last (the
-- day before and after); entry_reach (interval); stated_as (text[]: what statements call the wallet).
WITH fact AS (
    SELECT true AS is_line, line.date, line.asset, change AS amount, line.at, operation AS kind,
        concat_ws(': ', file.file_name, nullif(file.member, '')) AS file, line.line,
        lpad(line.file_id::text, 19, '0') || lpad(line.line::text, 10, '0') AS rank
    FROM ({% include 'statements/lines_of_wallet.sql' %}) AS line
    JOIN binance_statement_files AS file ON file.id = line.file_id
    WHERE line.asset = ANY (%(assets)s::text[]) AND change <> 0
        AND line.at >= %(day)s::date::timestamp AT TIME ZONE 'UTC' - %(entry_reach)s::interval
        AND line.at < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC' + %(entry_reach)s::interval
    UNION ALL
    SELECT false, (at AT TIME ZONE 'UTC')::date, asset, amount, at, kind, '', 0, name || ' ' || kind
    FROM ({% include 'statements/expected_rows.sql' %}) AS expected
    WHERE asset = ANY (%(assets)s::text[])
        AND at >= %(day)s::date::timestamp AT TIME ZONE 'UTC' - %(entry_reach)s::interval
        AND at < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC' + %(entry_reach)s::interval
), {% include 'statements/left_over.sql' %}
SELECT is_line, asset, amount, at, kind, file, line
FROM left_over
ORDER BY asset COLLATE "C", at, is_line, rank COLLATE "C"
