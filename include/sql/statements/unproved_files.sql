-- Purpose: statements whose clock was not proved when they were imported, to try again. Grain: one row per file with lines of
-- the account: id, name, member, bytes, offset, and the account of each user id in it.
-- Safe to run again: reads only. Parameters: email.
SELECT file.id, file.file_name, file.member, file.content, file.utc_offset, owner.owners
FROM binance_statement_files AS file
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(line.user_id, line.email) AS owners, bool_or(line.email = %(email)s) AS is_theirs
    FROM (SELECT DISTINCT user_id, email FROM binance_statement_rows WHERE file_id = file.id) AS line
) AS owner
WHERE NOT starts_with(file.offset_proof, 'proved:') AND owner.is_theirs
ORDER BY file.id
