-- Purpose: when the newest link of the hash chain was written. Grain: one row, NULL where nothing was ever sealed.
-- Safe to run again: reads only. No parameters.
SELECT (SELECT sealed_at FROM binance_hash_chain ORDER BY id DESC LIMIT 1)
