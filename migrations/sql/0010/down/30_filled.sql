DELETE FROM binance_transfers_to_match;
DELETE FROM binance_transfer_ends;
