-- Purpose: take out the legs that are matched now, as this transaction has read them: what is written beside it stays.
-- Grain: one row for each time that a leg was written. Safe to run again: what is gone is passed over.
-- Parameters: last: the last of binance_transfers_to_match that was looked at.
DELETE FROM binance_transfers_to_match WHERE id <= %(last)s
