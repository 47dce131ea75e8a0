-- Purpose: the account statements that were brought and speak of these accounts. Grain: one row per statement, newest first.
-- Safe to run again: reads only. Parameters: emails (text[]), and those of statements/held.sql, NULL.
SELECT id, file_name, member, accounts, rows, author, imported_at, covered_from, covered_to, offset_proved, coalesce(withdrawn_by, '')
FROM ({% include 'statements/held.sql' %}) AS held
WHERE accounts && %(emails)s::text[]
ORDER BY id DESC
LIMIT 500
