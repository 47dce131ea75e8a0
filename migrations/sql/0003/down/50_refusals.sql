ALTER TABLE binance_collection_coverage DROP COLUMN meaning;
