-- Purpose: whose user ids these were in earlier files. Grain: one row per user id. Safe to run again: reads only.
-- Parameters: users (text[]).
SELECT DISTINCT user_id, email
FROM binance_statement_rows
WHERE user_id = ANY(%(users)s::text[])
ORDER BY user_id
