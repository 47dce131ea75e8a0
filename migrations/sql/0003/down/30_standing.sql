ALTER TABLE binance_reconciliation_transfers ALTER COLUMN effective DROP EXPRESSION;
ALTER TABLE binance_reconciliation_transfers DROP COLUMN standing, DROP COLUMN listed_at;
