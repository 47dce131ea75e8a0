{#- Every line of an account in statements that are witnesses, at its proved time. Part of other queries. Columns: at. Parameter: email. -#}
SELECT line.at + held.moved AS at
FROM binance_statement_rows AS line
JOIN ({% include 'statements/in_force.sql' %}) AS held ON held.id = line.file_id
WHERE line.email = %(email)s
