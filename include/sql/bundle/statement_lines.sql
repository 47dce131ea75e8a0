-- Purpose: the lines of statements that findings of a bundle may name: of their assets, on their days and the days beside them.
-- Grain: one line per line, in the order of time. Safe to run again: reads only. Parameters: email, dates (date[]), assets (text[]).
SELECT DISTINCT jsonb_build_object('file', file.sha256, 'name', concat_ws(': ', file.file_name, nullif(file.member, '')), 'line', line.line,
    'time', (extract(epoch FROM line.at) * 1000)::bigint, 'account', line.account, 'operation', line.operation, 'asset', line.asset,
    'change', trim_scale(line.change)::text, 'remark', line.remark)::text AS told
FROM unnest(%(dates)s::date[], %(assets)s::text[]) AS named (date, asset)
JOIN binance_statement_rows AS line ON line.email = %(email)s AND line.asset = named.asset
    AND line.at >= (named.date - 1)::timestamp AT TIME ZONE 'UTC' AND line.at < (named.date + 2)::timestamp AT TIME ZONE 'UTC'
JOIN binance_statement_files AS file ON file.id = line.file_id
ORDER BY told
