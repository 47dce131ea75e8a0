-- One record may move several measures of an asset, a borrowing its balance and its loan: the measure is a part of what a leg is.

ALTER TABLE binance_reconciliation_transfers
    DROP CONSTRAINT uq_binance_reconciliation_transfers_email_source_extern_064f,
    ADD CONSTRAINT uq_binance_reconciliation_transfers_email_source_extern_6938
        UNIQUE (email, source, external_id, leg, measure);
ALTER TABLE binance_reconciliation_trades
    DROP CONSTRAINT uq_binance_reconciliation_trades_email_source_external_id_leg,
    ADD CONSTRAINT uq_binance_reconciliation_trades_email_source_external__a8ee
        UNIQUE (email, source, external_id, leg, measure);
