-- Purpose: every operation in the statements of an account, to class them. Grain: one row per name in small letters.
-- Safe to run again: reads only. Parameters: email.
SELECT DISTINCT lower(operation) AS operation
FROM binance_statement_rows
WHERE email = %(email)s
ORDER BY 1
