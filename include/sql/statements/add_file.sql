-- Purpose: keep one statement file and log who brought it. Gives its id. Bytes that stand already are another filing: withdrawn ones
-- that are brought again, or a part of an export that is equal to another.
-- Grain: one row of binance_statement_files. Not safe to run again: held_alike.sql, under the lock, tells whether it is held already.
-- Parameters: sha256 (of content), member, file_name, version, utc_offset, offset_proof, rows, covered_from, covered_to, content,
-- export, part, parts, author, owners (JSON object: account by user id), accounts (text[]).
WITH written AS (
    INSERT INTO binance_statement_files
        (sha256, member, filing, file_name, accounts, version, utc_offset, offset_proof, rows, covered_from, covered_to, content,
         export, part, parts, author)
    SELECT %(sha256)s, %(member)s,
        1 + (SELECT coalesce(max(filing), 0) FROM binance_statement_files WHERE sha256 = %(sha256)s AND member = %(member)s),
        %(file_name)s, %(accounts)s::text[], %(version)s, %(utc_offset)s, %(offset_proof)s, %(rows)s,
        %(covered_from)s, %(covered_to)s, %(content)s, %(export)s, %(part)s, %(parts)s,
        %(author)s
    RETURNING id, sha256, member, filing, file_name, rows, offset_proof, export, part, author
), logged AS (
    INSERT INTO binance_audit_log (actor, action, detail)
    SELECT author, 'statement imported', jsonb_build_object(
               'statement', id, 'file', file_name, 'member', member, 'filing', filing, 'sha256', sha256, 'rows', rows,
               'export', export, 'part', part, 'offset', offset_proof, 'accounts', %(owners)s::jsonb)
    FROM written
)
SELECT id FROM written
