-- Purpose: which of these names are accounts of ours: those that have an end of a transfer beside the ends that change.
-- Reads the temporary table binrecon_changed_ends.
-- Grain: one row per account. Safe to run again: reads only. Parameters: names (text[]): in small letters.
SELECT named.name
FROM unnest(%(names)s::text[]) AS named (name)
CROSS JOIN LATERAL (
    SELECT
    FROM binance_transfer_ends AS own
    WHERE own.name = named.name AND NOT EXISTS (SELECT FROM binrecon_changed_ends AS changed WHERE changed.pid = own.pid)
    LIMIT 1
) AS own
