-- Purpose: one raw page with the reading that brought it and the link of the chain that holds it.
-- Grain: one row, none where the table has no such page. Safe to run again: reads only. Parameters: id, table (its name as the chain
-- writes it). The table in braces is an identifier, put in quoted.
SELECT page.email, page.endpoint, page.key, page.window_start, page.window_end, page.request, page.http_status, page.received_at,
    page.body, page.body_sha256, reading.id, reading.status, reading.detail, reading.run_id, link.id, link.link, link.sealed_at
FROM {table} AS page
LEFT JOIN binance_collection_coverage AS reading ON reading.id = page.coverage_id
LEFT JOIN LATERAL (
    SELECT id, link, sealed_at FROM binance_hash_chain
    WHERE table_name = %(table)s AND page.id = ANY (row_ids)
    LIMIT 1
) AS link ON true
WHERE page.id = %(id)s
