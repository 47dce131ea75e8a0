-- Undoes 10_code_of_verdicts.sql. Refused where a verdict is sealed with its code: without it the chain would not hold.

DO $$
BEGIN
    IF EXISTS (SELECT FROM binance_reconciliation_verdicts WHERE code_sha256 IS NOT NULL) THEN
        RAISE EXCEPTION 'verdicts with the fingerprint of their code are held: the chain seals it with them';
    END IF;
END $$;

DROP VIEW v_binance_verdicts_current;
CREATE VIEW v_binance_verdicts_current AS
SELECT DISTINCT ON (email, date, wallet, asset, measure)
    email, date, wallet, asset, opening, expected, actual, variance, variance_usd, verdict, reason, decided_at, run_id, measure
FROM binance_reconciliation_verdicts
ORDER BY email DESC, date DESC, wallet DESC, asset DESC, measure DESC, id DESC;
GRANT SELECT ON v_binance_verdicts_current TO binrecon_writer, binrecon_reader;

ALTER TABLE binance_reconciliation_verdicts DROP COLUMN code_sha256;
