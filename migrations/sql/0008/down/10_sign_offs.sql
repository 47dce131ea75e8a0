DROP TABLE binance_sign_offs;
