-- Which wallets a statement shows, found without reading its lines: one that shows nothing of a wallet is no witness of it.
CREATE INDEX ix_binance_statement_rows_file_id_account_email ON binance_statement_rows (file_id, account, email);
