{#- The balances of an account in the statements of balances that were not withdrawn. Part of other queries.
    Columns: id (of the statement), whole, wallet, date, asset (empty: the wallet held nothing), balance. Parameter: email. -#}
SELECT file.id, file.whole, line.wallet, line.date, line.asset, line.balance
FROM binance_balance_statement_rows AS line
JOIN binance_balance_statements AS file ON file.id = line.statement_id
WHERE line.email = %(email)s
  AND NOT EXISTS (
      SELECT FROM binance_balance_statement_events AS ended WHERE ended.statement_id = file.id AND ended.action = 'withdrawn'
  )
