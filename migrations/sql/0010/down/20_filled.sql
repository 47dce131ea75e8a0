DELETE FROM binance_transfer_ends;
