-- Undoes 20_measures.sql. Refused by the constraints where one leg of a record is held in two measures.

ALTER TABLE binance_reconciliation_transfers
    DROP CONSTRAINT uq_binance_reconciliation_transfers_email_source_extern_6938,
    ADD CONSTRAINT uq_binance_reconciliation_transfers_email_source_extern_064f UNIQUE (email, source, external_id, leg);
ALTER TABLE binance_reconciliation_trades
    DROP CONSTRAINT uq_binance_reconciliation_trades_email_source_external__a8ee,
    ADD CONSTRAINT uq_binance_reconciliation_trades_email_source_external_id_leg UNIQUE (email, source, external_id, leg);
