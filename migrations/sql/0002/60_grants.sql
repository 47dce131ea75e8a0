-- Rights of the two group roles on what this revision adds.

GRANT SELECT ON
    binance_raw_product_history, binance_transfer_matches, binance_resolutions, binance_resolution_events,
    binance_statement_files, binance_statement_rows, binance_statement_events, binance_hash_chain
    TO binrecon_writer, binrecon_reader;

-- Written once and never changed.
GRANT INSERT ON
    binance_raw_product_history, binance_resolutions, binance_resolution_events, binance_statement_files,
    binance_statement_rows, binance_statement_events, binance_hash_chain
    TO binrecon_writer;

-- A match that newer evidence contradicts is taken back, not deleted.
GRANT INSERT, UPDATE ON binance_transfer_matches TO binrecon_writer;
