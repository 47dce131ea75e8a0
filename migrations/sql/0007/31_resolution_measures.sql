-- What of an asset a resolution is about: its balance, as all before were, what is borrowed of it or the interest owed.
ALTER TABLE binance_resolutions
    ADD COLUMN measure TEXT DEFAULT 'balance' NOT NULL,
    ADD CONSTRAINT ck_binance_resolutions_measure CHECK (measure IN ('balance', 'loan', 'interest', 'unrealised_pnl'));
