-- Undoes 10_wallets.sql. Refused by the constraints where a row of one of the two wallets is held.

ALTER TABLE binance_collection_plan
    DROP CONSTRAINT ck_binance_collection_plan_wallet,
    ADD CONSTRAINT ck_binance_collection_plan_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_transfers
    DROP CONSTRAINT ck_binance_reconciliation_transfers_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_transfers_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_trades
    DROP CONSTRAINT ck_binance_reconciliation_trades_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_trades_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_balances
    DROP CONSTRAINT ck_binance_reconciliation_balances_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_balances_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'FUTURES', 'OPTION'));
ALTER TABLE binance_snapshot_days
    DROP CONSTRAINT ck_binance_snapshot_days_wallet,
    ADD CONSTRAINT ck_binance_snapshot_days_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_verdicts
    DROP CONSTRAINT ck_binance_reconciliation_verdicts_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_verdicts_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_days
    DROP CONSTRAINT ck_binance_reconciliation_days_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_days_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'FUTURES', 'OPTION'));
ALTER TABLE binance_resolutions
    DROP CONSTRAINT ck_binance_resolutions_wallet,
    ADD CONSTRAINT ck_binance_resolutions_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'FUTURES', 'OPTION'));
