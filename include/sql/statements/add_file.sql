-- Purpose: keep one statement file and log who brought it. Gives its id, and no row when the same bytes are held already.
-- Grain: one row of binance_statement_files per content. Safe to run again: bytes that are held change nothing.
-- Parameters: sha256 (of content), member, file_name, version, utc_offset, offset_proof, rows, covered_from, covered_to, content,
-- author, accounts (JSON object: account by user id).
WITH written AS (
    INSERT INTO binance_statement_files
        (sha256, member, file_name, version, utc_offset, offset_proof, rows, covered_from, covered_to, content, author)
    SELECT %(sha256)s, %(member)s, %(file_name)s, %(version)s, %(utc_offset)s, %(offset_proof)s, %(rows)s,
        %(covered_from)s, %(covered_to)s, %(content)s, %(author)s
    WHERE NOT EXISTS (SELECT FROM binance_statement_files WHERE sha256 = %(sha256)s)
    ON CONFLICT (sha256, member) DO NOTHING
    RETURNING id, sha256, member, file_name, rows, offset_proof, author
), logged AS (
    INSERT INTO binance_audit_log (actor, action, detail)
    SELECT author, 'statement imported', jsonb_build_object(
               'file', file_name, 'member', member, 'sha256', sha256, 'rows', rows, 'offset', offset_proof,
               'accounts', %(accounts)s::jsonb)
    FROM written
)
SELECT id FROM written
