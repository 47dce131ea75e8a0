-- Purpose: whose user ids these were in earlier files. A file whose clock movements prove is surely its account's; one that none
-- bears out, or that was withdrawn, binds nobody, so that a slip of the hand can be put right. Grain: one row per user id.
-- Safe to run again: reads only. Parameters: users (text[]).
SELECT DISTINCT user_id, email
FROM binance_statement_rows
JOIN ({% include 'statements/in_force.sql' %}) AS file ON file.id = file_id
WHERE user_id = ANY(%(users)s::text[]) AND file.offset_proved
ORDER BY user_id
