-- Everything of 0001, newest first.

DROP VIEW v_binance_coverage_gaps, v_binance_verdicts_current, v_binance_user_assets;
DROP FUNCTION binrecon_exact(TEXT), binrecon_ms(TEXT), binrecon_utc(TEXT), binrecon_name(TEXT);
DROP TABLE
    binance_notifications,
    binance_audit_log,
    binance_reconciliation_days,
    binance_reconciliation_verdicts,
    binance_daily_prices,
    binance_traded_symbols,
    binance_exchange_info,
    binance_snapshot_days,
    binance_reconciliation_balances,
    binance_reconciliation_trades,
    binance_reconciliation_transfers,
    binance_reconciliation_errors,
    binance_limiter_pauses,
    binance_weight_ledger,
    binance_collection_coverage,
    binance_collection_plan,
    binance_quarantine,
    binance_pages_pending,
    binance_raw_sub_accounts,
    binance_raw_klines,
    binance_raw_exchange_info,
    binance_raw_convert_history,
    binance_raw_trades,
    binance_raw_transfer_between_wallets,
    binance_raw_transfer_between_account_sub,
    binance_raw_transfer_between_account_main_spot,
    binance_raw_withdraw_history,
    binance_raw_deposit_history,
    binance_raw_daily_snapshot;

REVOKE USAGE ON SCHEMA public FROM binrecon_writer, binrecon_reader;
