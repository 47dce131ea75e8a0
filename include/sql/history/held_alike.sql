-- Purpose: the statement of balances in force with the same bytes. Grain: at most one row: id, whole. Safe to run again: reads only.
-- Parameters: sha256.
SELECT id, whole
FROM binance_balance_statements AS file
WHERE sha256 = %(sha256)s AND NOT EXISTS (SELECT FROM binance_balance_statement_events WHERE statement_id = file.id)
ORDER BY id DESC
LIMIT 1
