-- Purpose: the statements that were brought, as they stand, newest first.
-- Grain: one row per file. covered_from and covered_to are the window it tells everything of, at its proved clock.
-- Safe to run again: reads only. Parameters: id (of one, or NULL), email (of an account in it, or NULL).
SELECT file.id, file.file_name, file.member, file.accounts, file.rows, file.author, file.imported_at,
    file.covered_from + coalesce(file.utc_offset - proved.utc_offset, interval '0') AS covered_from,
    file.covered_to + coalesce(file.utc_offset - proved.utc_offset, interval '0') AS covered_to,
    proved.id IS NOT NULL OR starts_with(file.offset_proof, 'proved:') AS offset_proved, ended.author AS withdrawn_by
FROM binance_statement_files AS file
LEFT JOIN binance_statement_events AS proved ON proved.file_id = file.id AND proved.action = 'clock_proved'
LEFT JOIN binance_statement_events AS ended ON ended.file_id = file.id AND ended.action = 'withdrawn'
WHERE (%(id)s::bigint IS NULL OR file.id = %(id)s) AND (%(email)s::text IS NULL OR %(email)s = ANY (file.accounts))
ORDER BY file.id DESC
