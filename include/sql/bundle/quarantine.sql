-- Purpose: the records of a bundle's pages that could not be read or believed, each with the body it stands in and its place there; below
-- zero where the body lacks it. Numbers of rows are left out of its text.
-- Grain: one line per record. Safe to run again: reads only. Parameters: email, readings (bigint[]) and those of page_names.sql.
WITH {% include 'bundle/page_names.sql' %}
SELECT jsonb_strip_nulls(jsonb_build_object(
    'list', bad.endpoint, 'key', bad.key, 'body', page.body, 'place', bad.ordinal, 'reason', bad.reason,
    'record', CASE WHEN bad.ordinal < 0 THEN (bad.record::jsonb - 'listed by' - 'listed on page')::text ELSE bad.record END,
    'time', (extract(epoch FROM bad.exchange_time) * 1000)::bigint,
    'from', (extract(epoch FROM bad.window_start) * 1000)::bigint, 'to', (extract(epoch FROM bad.window_end) * 1000)::bigint))::text
FROM binance_quarantine AS bad
LEFT JOIN page ON page.home = bad.raw_table AND page.fid = bad.fid
WHERE bad.email = %(email)s AND bad.coverage_id = ANY (%(readings)s)
ORDER BY bad.endpoint COLLATE "C", bad.key COLLATE "C", page.body, bad.ordinal, bad.reason COLLATE "C"
