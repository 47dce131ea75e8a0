-- Purpose: fields that came in a list's records and that no document, client or template of ours knows: they may move money.
-- They are told for a week after they came first; binance_record_shapes keeps them.
-- Grain: endpoint. Columns: metric, value (records with such fields), email (NULL), finding, more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
SELECT endpoint AS metric, sum(records)::bigint AS value, NULL AS email,
       CASE WHEN max(first_seen_at) > %(now)s - interval '7 days' THEN
           format('%%s: %%s record(s) with fields nobody has described: %%s (first in page %%s of %%s): if they move money, the template has '
                  'to read them', endpoint, sum(records), min(told.names), min(first_fid), min(raw_table))
       END AS finding,
       min(first_seen_at) AS first_seen_at
FROM binance_record_shapes AS shape
JOIN LATERAL (
    SELECT string_agg(DISTINCT name, ', ' ORDER BY name) AS names
    FROM (
        SELECT DISTINCT field AS name
        FROM binance_record_shapes AS other, unnest(other.unknown) AS field
        WHERE other.endpoint = shape.endpoint
        ORDER BY field
        LIMIT 8
    ) AS first
) AS told ON true
WHERE unknown <> '{}'
GROUP BY endpoint
ORDER BY endpoint
