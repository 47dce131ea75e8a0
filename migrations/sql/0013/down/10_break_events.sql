DROP TABLE binance_break_events;
