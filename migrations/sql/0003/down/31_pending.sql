ALTER TABLE binance_pages_pending DROP COLUMN coverage_id;
