-- Rights of the two group roles; whoever runs the migration owns everything. Tasks log in as a member of binrecon_writer,
-- people as a member of binrecon_reader. Only what a task has to do is granted: nothing here can be truncated by either.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO binrecon_writer, binrecon_reader;

-- The reader sees the evidence too: an auditor has to be able to hold a number against the answer it came from, and no
-- answer, request or header is kept with a key or a signature in it.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO binrecon_writer, binrecon_reader;

-- Written once and never changed: evidence, what could not be read, what was decided and done.
GRANT INSERT ON
    binance_raw_daily_snapshot, binance_raw_deposit_history, binance_raw_withdraw_history,
    binance_raw_transfer_between_account_main_spot, binance_raw_transfer_between_account_sub,
    binance_raw_transfer_between_wallets, binance_raw_trades, binance_raw_convert_history, binance_raw_exchange_info,
    binance_raw_klines, binance_raw_sub_accounts, binance_quarantine, binance_reconciliation_verdicts, binance_audit_log
    TO binrecon_writer;

-- Follows newer evidence, or keeps account of work under way.
GRANT INSERT, UPDATE ON
    binance_collection_plan, binance_collection_coverage, binance_weight_ledger, binance_limiter_pauses,
    binance_reconciliation_errors, binance_reconciliation_transfers, binance_reconciliation_trades,
    binance_reconciliation_balances, binance_snapshot_days, binance_exchange_info, binance_traded_symbols,
    binance_daily_prices, binance_reconciliation_days, binance_notifications
    TO binrecon_writer;

-- A page is taken off this list in the transaction that writes what it holds.
GRANT INSERT, DELETE ON binance_pages_pending TO binrecon_writer;
