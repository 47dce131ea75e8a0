-- Purpose: one raw page with the reading that brought it and the link of the chain that holds it.
-- Grain: one row, none where the table has no such page. Safe to run again: reads only. Parameters: id, table (its name as the chain
-- writes it). The table in braces is an identifier, put in quoted.
-- The last id of a link is always the highest sealed so far (hash_chain/seal.sql), so no link before the first that reaches the page's
-- can hold it, and nearly always that one does.
SELECT page.email, page.endpoint, page.key, page.window_start, page.window_end, page.request, page.http_status, page.received_at,
    page.body, page.body_sha256, reading.id, reading.status, reading.detail, reading.run_id, link.id, link.link, link.sealed_at
FROM {table} AS page
LEFT JOIN binance_collection_coverage AS reading ON reading.id = page.coverage_id
LEFT JOIN LATERAL (
    SELECT id, link, sealed_at FROM binance_hash_chain
    WHERE table_name = %(table)s AND row_ids[cardinality(row_ids)] >= page.id AND page.id = ANY (row_ids)
    ORDER BY row_ids[cardinality(row_ids)], id
    LIMIT 1
) AS link ON true
WHERE page.id = %(id)s
