-- What a refused reading's answer meant, so that a list refused for good is told from one that merely failed.

ALTER TABLE binance_collection_coverage ADD COLUMN meaning TEXT DEFAULT '' NOT NULL;
