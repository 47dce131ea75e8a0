DROP TABLE binance_record_shapes;
