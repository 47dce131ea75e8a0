-- Undoes 20_measures.sql. Refused where a measure besides the balance was decided: its verdicts would pass for the balance's.

DO $$
BEGIN
    IF EXISTS (SELECT FROM binance_reconciliation_verdicts WHERE measure <> 'balance') THEN
        RAISE EXCEPTION 'verdicts on other measures than the balance are held: they would pass for verdicts on the balance';
    END IF;
END $$;

DROP VIEW v_binance_verdicts_current;
DROP INDEX ix_binance_reconciliation_verdicts_email_date_wallet_as_fd7b;
ALTER TABLE binance_reconciliation_verdicts DROP COLUMN measure;
ALTER TABLE binance_reconciliation_trades DROP COLUMN measure;
ALTER TABLE binance_reconciliation_transfers DROP COLUMN measure;

CREATE INDEX ix_binance_reconciliation_verdicts_email_date_wallet_asset_id
    ON binance_reconciliation_verdicts (email, date, wallet, asset, id);
CREATE VIEW v_binance_verdicts_current AS
SELECT DISTINCT ON (email, date, wallet, asset)
    email, date, wallet, asset, opening, expected, actual, variance, variance_usd, verdict, reason, decided_at, run_id
FROM binance_reconciliation_verdicts
ORDER BY email DESC, date DESC, wallet DESC, asset DESC, id DESC;

GRANT SELECT ON v_binance_verdicts_current TO binrecon_writer, binrecon_reader;
