-- Purpose: the newest link of the hash chain. Grain: one row, none where nothing was ever sealed. Safe to run again: reads only.
-- No parameters.
SELECT id, link, sealed_at FROM binance_hash_chain ORDER BY id DESC LIMIT 1
