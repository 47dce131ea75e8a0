-- Purpose: the statements that were brought, as they stand, newest first.
-- Grain: one row per file. covered_from and covered_to are the window it tells of, at its proved clock; reach_from and reach_to
-- that of all parts of its export. missing: the numbers of parts of its export that are not in force, none for a whole file;
-- parts: NULL where nothing tells how many there are.
-- Safe to run again: reads only. Parameters: id (of one, or NULL), email (of an account in it, or NULL).
WITH stood AS (
    SELECT file.id, file.file_name, file.member, file.accounts, file.rows, file.author, file.imported_at, file.export, file.part, file.parts,
        file.covered_from + coalesce(file.utc_offset - proved.utc_offset, interval '0') AS covered_from,
        file.covered_to + coalesce(file.utc_offset - proved.utc_offset, interval '0') AS covered_to,
        proved.id IS NOT NULL OR starts_with(file.offset_proof, 'proved:') AS offset_proved, ended.author AS withdrawn_by
    FROM binance_statement_files AS file
    LEFT JOIN binance_statement_events AS proved ON proved.file_id = file.id AND proved.action = 'clock_proved'
    LEFT JOIN binance_statement_events AS ended ON ended.file_id = file.id AND ended.action = 'withdrawn'
)
SELECT stood.id, file_name, member, accounts, rows, author, imported_at, covered_from, covered_to, offset_proved, withdrawn_by,
    export <> '' AS in_parts, part, parts,
    ARRAY(
        SELECT number FROM generate_series(1, stood.parts) AS number
        WHERE stood.export <> '' AND number NOT IN (
            SELECT held.part FROM stood AS held WHERE held.export = stood.export AND held.withdrawn_by IS NULL)
        ORDER BY number
    ) AS missing,
    coalesce(whole.reach_from, covered_from) AS reach_from, coalesce(whole.reach_to, covered_to) AS reach_to
FROM stood
CROSS JOIN LATERAL (
    SELECT min(other.covered_from) AS reach_from, max(other.covered_to) AS reach_to
    FROM stood AS other
    WHERE stood.export <> '' AND other.export = stood.export
) AS whole
WHERE (%(id)s::bigint IS NULL OR stood.id = %(id)s) AND (%(email)s::text IS NULL OR %(email)s = ANY (accounts))
ORDER BY stood.id DESC
