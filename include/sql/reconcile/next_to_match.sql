-- Purpose: how far a run of matching goes at once: the last of the next legs that were written since they were last matched, and how
-- many there are.
-- Grain: one row, without a number where nothing is left. Safe to run again: reads only. Parameters: at_once (bigint).
SELECT max(id), count(*) FROM (SELECT id FROM binance_transfers_to_match ORDER BY id LIMIT %(at_once)s) AS next
