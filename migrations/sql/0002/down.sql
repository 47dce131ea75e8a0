-- Everything of 0002, newest first. Fails where trades of dust and swaps stand: the older schema has no words for them.

DROP TABLE
    binance_hash_chain,
    binance_statement_events,
    binance_statement_rows,
    binance_statement_files,
    binance_resolution_events,
    binance_resolutions,
    binance_transfer_matches,
    binance_raw_product_history;
DROP INDEX ix_binance_audit_log_email_at;
ALTER TABLE binance_reconciliation_transfers RESET (fillfactor);
ALTER TABLE binance_reconciliation_days DROP COLUMN doubts;
ALTER TABLE binance_exchange_info DROP COLUMN smart_routing;
ALTER TABLE binance_reconciliation_verdicts DROP COLUMN findings;
ALTER TABLE binance_reconciliation_trades
    DROP CONSTRAINT ck_binance_reconciliation_trades_txn_subtype,
    DROP CONSTRAINT ck_binance_reconciliation_trades_leg;
ALTER TABLE binance_reconciliation_trades
    ADD CONSTRAINT ck_binance_reconciliation_trades_txn_subtype
        CHECK (txn_subtype IN ('spot_buy', 'spot_sell', 'maker_fee', 'taker_fee', 'convert_buy', 'convert_sell')),
    ADD CONSTRAINT ck_binance_reconciliation_trades_leg
        CHECK (leg = CASE WHEN txn_subtype IN ('spot_buy', 'convert_buy') THEN 1
            WHEN txn_subtype IN ('spot_sell', 'convert_sell') THEN 2 ELSE 3 END);
