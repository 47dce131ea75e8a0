-- What an asset is measured by in a wallet, besides its balance: what is borrowed, the interest owed, the profit not realised.
-- A leg moves one measure, and each measure has its verdict. All rows from before are of the balance.

ALTER TABLE binance_reconciliation_transfers
    ADD COLUMN measure TEXT DEFAULT 'balance' NOT NULL,
    ADD CONSTRAINT ck_binance_reconciliation_transfers_measure CHECK (measure IN ('balance', 'loan', 'interest', 'unrealised_pnl'));
ALTER TABLE binance_reconciliation_trades
    ADD COLUMN measure TEXT DEFAULT 'balance' NOT NULL,
    ADD CONSTRAINT ck_binance_reconciliation_trades_measure CHECK (measure IN ('balance', 'loan', 'interest', 'unrealised_pnl'));
ALTER TABLE binance_reconciliation_verdicts
    ADD COLUMN measure TEXT DEFAULT 'balance' NOT NULL,
    ADD CONSTRAINT ck_binance_reconciliation_verdicts_measure CHECK (measure IN ('balance', 'loan', 'interest', 'unrealised_pnl'));

DROP INDEX ix_binance_reconciliation_verdicts_email_date_wallet_asset_id;
CREATE INDEX ix_binance_reconciliation_verdicts_email_date_wallet_as_fd7b
    ON binance_reconciliation_verdicts (email, date, wallet, asset, measure, id);

-- The newest verdict on each account, day, wallet, asset and measure.
CREATE OR REPLACE VIEW v_binance_verdicts_current AS
SELECT DISTINCT ON (email, date, wallet, asset, measure)
    email, date, wallet, asset, opening, expected, actual, variance, variance_usd, verdict, reason, decided_at, run_id, measure
FROM binance_reconciliation_verdicts
ORDER BY email DESC, date DESC, wallet DESC, asset DESC, measure DESC, id DESC;
