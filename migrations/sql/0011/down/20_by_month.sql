DROP INDEX ix_binance_weight_ledger_email_run_id;
SELECT pg_temp.binrecon_rebuild('binance_weight_ledger', NULL, 'id');
SELECT pg_temp.binrecon_rebuild('binance_collection_plan', NULL, 'email, date, wallet, endpoint, key');
SELECT pg_temp.binrecon_rebuild('binance_reconciliation_balances', NULL, 'pid');
SELECT pg_temp.binrecon_rebuild(name, NULL, 'id')
FROM unnest(ARRAY[
    'binance_raw_daily_snapshot', 'binance_raw_deposit_history', 'binance_raw_withdraw_history',
    'binance_raw_transfer_between_account_main_spot', 'binance_raw_transfer_between_account_sub',
    'binance_raw_transfer_between_wallets', 'binance_raw_trades', 'binance_raw_convert_history', 'binance_raw_exchange_info',
    'binance_raw_klines', 'binance_raw_sub_accounts', 'binance_raw_product_history', 'binance_raw_account'
]) AS name;
