-- Purpose: every operation in the statements of an account, to class them. Grain: one row per name in small letters.
-- Safe to run again: reads only. Parameters: email.
SELECT DISTINCT lower(operation) AS operation
FROM binance_statement_rows
JOIN ({% include 'statements/in_force.sql' %}) AS held ON held.id = file_id
WHERE email = %(email)s
ORDER BY 1
