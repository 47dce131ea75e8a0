-- Purpose: the page of each question of one raw table: two records, of a snapshot a balance for each asset. Grain: one row per question.
-- Safe to run again: no. Parameters: table (its name), data (its column of records). The table in braces is an identifier, put in quoted.
INSERT INTO {table}
SELECT made.*
FROM page_question AS question
CROSS JOIN LATERAL (
    SELECT CASE endpoint WHEN 'daily_snapshot' THEN (
        SELECT jsonb_agg(jsonb_build_object('asset', asset, 'free', actual::text, 'locked', '0'))
        FROM page_balance AS held WHERE held.email = question.email AND held.date = question.date
    ) ELSE jsonb_build_array(jsonb_build_object('id', number, 'symbol', key, 'qty', '2.50000013', 'time', extract(epoch FROM starts)),
        jsonb_build_object('id', number + 1, 'symbol', key, 'qty', '1.00000000', 'time', extract(epoch FROM starts))) END AS records
) AS answer
CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, jsonb_build_object('id', number, 'email', email, 'endpoint', endpoint, 'key', key,
    'coverage_id', number, 'window_start', starts - back * interval '1 day', 'window_end', starts + interval '1 day', 'http_status', 200,
    'request', jsonb_build_object('path', '/' || endpoint), 'weight_headers', '{{}}'::jsonb, 'received_at', opened_at + interval '1 minute',
    'body', records::text, 'body_sha256', encode(sha256(convert_to(records::text, 'UTF8')), 'hex'),
    'created_at', opened_at + interval '1 minute', 'symbol', key, %(data)s::text, records)) AS made
WHERE raw_table = %(table)s
ORDER BY number
