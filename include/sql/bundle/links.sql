-- Purpose: the chain from the link that first holds one of these rows on.
-- Grain: one row per link, in their order. Safe to run again: reads only.
-- Parameters: tables (text[]) and lowest (bigint[]): of each table the lowest number among the rows.
SELECT id, table_name, row_ids, digest, previous, link, sealed_at
FROM binance_hash_chain
WHERE id >= (
    SELECT coalesce(min(held.id), 0) FROM unnest(%(tables)s::text[], %(lowest)s::bigint[]) AS named (table_name, row_id)
    JOIN binance_hash_chain AS held ON held.table_name = named.table_name AND held.row_ids[cardinality(held.row_ids)] >= named.row_id
)
ORDER BY id
