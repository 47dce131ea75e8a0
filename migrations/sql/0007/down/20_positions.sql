-- Positions and fills are made of the evidence, which stays.

DROP TABLE binance_reconciliation_fills;
DROP TABLE binance_reconciliation_positions;
DROP TABLE binance_position_days;
