-- The link that holds a row is the first whose last id reaches the row's, as each link ends with the highest id sealed so far.

CREATE INDEX ix_binance_hash_chain_last_row ON binance_hash_chain (table_name, (row_ids[cardinality(row_ids)]), id);
