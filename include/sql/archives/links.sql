-- Purpose: the links that may name rows of a month: those of its table whose ids reach into its ids.
-- Grain: one row per link, in their order. Safe to run again: reads only. Parameters: table, first and last (ids).
SELECT id, table_name, row_ids, digest, previous, link, sealed_at
FROM binance_hash_chain
WHERE table_name = %(table)s AND row_ids[cardinality(row_ids)] >= %(first)s AND row_ids[1] <= %(last)s
ORDER BY id
