-- Undoes 40_margin_trades.sql. Refused by the constraints where a fill of margin is held.

ALTER TABLE binance_reconciliation_trades
    DROP CONSTRAINT ck_binance_reconciliation_trades_txn_subtype,
    DROP CONSTRAINT ck_binance_reconciliation_trades_leg;
ALTER TABLE binance_reconciliation_trades
    ADD CONSTRAINT ck_binance_reconciliation_trades_txn_subtype
        CHECK (txn_subtype IN ('spot_buy', 'spot_sell', 'maker_fee', 'taker_fee', 'convert_buy', 'convert_sell', 'dust_buy',
                               'dust_sell', 'swap_buy', 'swap_sell')),
    ADD CONSTRAINT ck_binance_reconciliation_trades_leg
        CHECK (leg = CASE WHEN txn_subtype IN ('spot_buy', 'convert_buy', 'dust_buy', 'swap_buy') THEN 1
            WHEN txn_subtype IN ('spot_sell', 'convert_sell', 'dust_sell', 'swap_sell') THEN 2 ELSE 3 END);
