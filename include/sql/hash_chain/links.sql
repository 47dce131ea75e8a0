-- Purpose: the chain in its own order, to be read as a stream.
-- Grain: one row per link. Safe to run again: reads only. No parameters.
SELECT id, table_name, row_ids, digest, previous, link, sealed_at FROM binance_hash_chain ORDER BY id
