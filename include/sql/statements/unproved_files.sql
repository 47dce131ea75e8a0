-- Purpose: statements whose clock is not proved yet, to try again. Grain: one row per file of the account: id, name, member, bytes,
-- and the account of each user id in it, by id. Safe to run again: reads only. Parameters: email.
SELECT file.id, file.file_name, file.member, written.content, owner.owners
FROM ({% include 'statements/in_force.sql' %}) AS file
JOIN binance_statement_files AS written USING (id)
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(line.user_id, line.email) AS owners
    FROM (SELECT DISTINCT user_id, email FROM binance_statement_rows WHERE file_id = file.id) AS line
) AS owner
WHERE NOT file.offset_proved AND %(email)s = ANY (file.accounts)
ORDER BY file.id
