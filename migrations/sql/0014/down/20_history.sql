DROP TABLE binance_histories;
