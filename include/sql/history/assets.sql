-- Purpose: every asset that moved in a wallet by its lists, and every one in account statements with what these call the wallet of it.
-- Grain: one row per asset and such word (empty: by lists), in order.
-- Safe to run again: reads only. Parameters: email, wallet.
SELECT asset, account
FROM (
    SELECT asset, '' AS account FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance' AND effective
    UNION
    SELECT asset, '' FROM binance_reconciliation_trades WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance'
    UNION
    SELECT line.asset, line.account FROM binance_statement_rows AS line
    JOIN ({% include 'statements/in_force.sql' %}) AS held ON held.id = line.file_id
    WHERE line.email = %(email)s
) AS named
ORDER BY asset COLLATE "C", account COLLATE "C"
