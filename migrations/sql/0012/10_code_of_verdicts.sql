-- The fingerprint of the Python and SQL that made a verdict, which the chain seals; NULL for the verdicts before.

ALTER TABLE binance_reconciliation_verdicts
    ADD COLUMN code_sha256 TEXT,
    ADD CONSTRAINT ck_binance_reconciliation_verdicts_code_sha256 CHECK (code_sha256 ~ '^[0-9a-f]{64}$');

CREATE OR REPLACE VIEW v_binance_verdicts_current AS
SELECT DISTINCT ON (email, date, wallet, asset, measure)
    email, date, wallet, asset, opening, expected, actual, variance, variance_usd, verdict, reason, decided_at, run_id, measure,
    code_sha256
FROM binance_reconciliation_verdicts
ORDER BY email DESC, date DESC, wallet DESC, asset DESC, measure DESC, id DESC;
