-- Parts of one export are files that overlap again.
ALTER TABLE binance_statement_files DROP COLUMN export, DROP COLUMN part, DROP COLUMN parts;
