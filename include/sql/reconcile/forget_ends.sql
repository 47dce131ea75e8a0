-- Purpose: take out the ends that changed, as they were last matched; keep_ends.sql puts in what they are now. Reads the temporary
-- table binrecon_changed_ends.
-- Grain: one row per end. Safe to run again: what is gone is passed over. No parameters.
DELETE FROM binance_transfer_ends WHERE pid IN (SELECT pid FROM binrecon_changed_ends)
