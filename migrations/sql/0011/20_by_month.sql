-- What grows with accounts and days and has one time that never changes: raw answers by when they came, balances and questions by their
-- day, calls by when they were made. Every other table stays one (decision 116).

SELECT pg_temp.binrecon_rebuild(name, 'received_at', 'id, received_at')
FROM unnest(ARRAY[
    'binance_raw_daily_snapshot', 'binance_raw_deposit_history', 'binance_raw_withdraw_history',
    'binance_raw_transfer_between_account_main_spot', 'binance_raw_transfer_between_account_sub',
    'binance_raw_transfer_between_wallets', 'binance_raw_trades', 'binance_raw_convert_history', 'binance_raw_exchange_info',
    'binance_raw_klines', 'binance_raw_sub_accounts', 'binance_raw_product_history', 'binance_raw_account'
]) AS name;
SELECT pg_temp.binrecon_rebuild('binance_reconciliation_balances', 'date', 'pid, date');
SELECT pg_temp.binrecon_rebuild('binance_collection_plan', 'date', 'email, date, wallet, endpoint, key');
SELECT pg_temp.binrecon_rebuild('binance_weight_ledger', 'at', 'id, at');

-- The calls of a run, which each report of a day counts.
CREATE INDEX ix_binance_weight_ledger_email_run_id ON binance_weight_ledger (email, run_id);

SELECT binrecon_make_partitions(relname::text)
FROM pg_partitioned_table JOIN pg_class ON pg_class.oid = partrelid AND relnamespace = 'public'::regnamespace
ORDER BY relname;
