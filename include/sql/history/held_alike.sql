-- Purpose: the statement of balances in force with the same bytes. Grain: at most one row: id, whole, accounts, and owners
-- (the account of each of its lines, in order). Safe to run again: reads only. Parameters: sha256.
SELECT id, whole, accounts, ARRAY(
    SELECT line.email FROM binance_balance_statement_rows AS line WHERE line.statement_id = file.id ORDER BY line.line
) AS owners
FROM binance_balance_statements AS file
WHERE sha256 = %(sha256)s AND NOT EXISTS (SELECT FROM binance_balance_statement_events WHERE statement_id = file.id)
ORDER BY id DESC
LIMIT 1
