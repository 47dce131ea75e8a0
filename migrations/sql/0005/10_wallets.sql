-- Isolated margin and COIN-M futures are wallets of their own: both hold assets that cross margin and USD-M futures hold too.

ALTER TABLE binance_collection_plan
    DROP CONSTRAINT ck_binance_collection_plan_wallet,
    ADD CONSTRAINT ck_binance_collection_plan_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_transfers
    DROP CONSTRAINT ck_binance_reconciliation_transfers_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_transfers_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_trades
    DROP CONSTRAINT ck_binance_reconciliation_trades_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_trades_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_balances
    DROP CONSTRAINT ck_binance_reconciliation_balances_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_balances_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION'));
ALTER TABLE binance_snapshot_days
    DROP CONSTRAINT ck_binance_snapshot_days_wallet,
    ADD CONSTRAINT ck_binance_snapshot_days_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_verdicts
    DROP CONSTRAINT ck_binance_reconciliation_verdicts_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_verdicts_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION'));
ALTER TABLE binance_reconciliation_days
    DROP CONSTRAINT ck_binance_reconciliation_days_wallet,
    ADD CONSTRAINT ck_binance_reconciliation_days_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION'));
ALTER TABLE binance_resolutions
    DROP CONSTRAINT ck_binance_resolutions_wallet,
    ADD CONSTRAINT ck_binance_resolutions_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION'));
