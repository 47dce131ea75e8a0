DROP TABLE binance_transfer_ends;
