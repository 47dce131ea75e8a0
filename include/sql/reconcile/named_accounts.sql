-- Purpose: which of these names are accounts of ours: those that have an end of a transfer, beside ends that are about to change.
-- The order is there for the planner, which would look for any row of a name in the whole table.
-- Grain: one row per account, as its own rows write it. Safe to run again: reads only.
-- Parameters: names (text[]): in small letters; pids (bigint[]): ends that say nothing of it.
SELECT own.email
FROM unnest(%(names)s::text[]) AS named (name)
CROSS JOIN LATERAL (
    SELECT email FROM binance_transfer_ends AS held
    WHERE held.name = named.name AND held.pid <> ALL (%(pids)s::bigint[])
    ORDER BY held.at DESC
    LIMIT 1
) AS own
ORDER BY own.email
