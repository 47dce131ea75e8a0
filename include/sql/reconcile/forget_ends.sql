-- Purpose: take out the ends that changed, as they were last matched; keep_ends.sql puts in what they are now.
-- Grain: one row per end. Safe to run again: what is gone is passed over. Parameters: pids (bigint[]).
DELETE FROM binance_transfer_ends WHERE pid = ANY (%(pids)s::bigint[])
