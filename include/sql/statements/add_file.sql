-- Purpose: keep one statement file and log who brought it. Gives its id, and no row when the same bytes are held already and were
-- not withdrawn: those that were may be brought again, as the next filing.
-- Grain: one row of binance_statement_files per content and filing. Safe to run again: bytes that are held change nothing.
-- Parameters: sha256 (of content), member, file_name, version, utc_offset, offset_proof, rows, covered_from, covered_to, content,
-- author, owners (JSON object: account by user id), accounts (text[]).
WITH written AS (
    INSERT INTO binance_statement_files
        (sha256, member, filing, file_name, accounts, version, utc_offset, offset_proof, rows, covered_from, covered_to, content,
         author)
    SELECT %(sha256)s, %(member)s,
        1 + (SELECT coalesce(max(filing), 0) FROM binance_statement_files WHERE sha256 = %(sha256)s AND member = %(member)s),
        %(file_name)s, %(accounts)s::text[], %(version)s, %(utc_offset)s, %(offset_proof)s, %(rows)s,
        %(covered_from)s, %(covered_to)s, %(content)s, %(author)s
    WHERE NOT EXISTS (SELECT FROM ({% include 'statements/in_force.sql' %}) AS held WHERE held.sha256 = %(sha256)s)
    RETURNING id, sha256, member, filing, file_name, rows, offset_proof, author
), logged AS (
    INSERT INTO binance_audit_log (actor, action, detail)
    SELECT author, 'statement imported', jsonb_build_object(
               'statement', id, 'file', file_name, 'member', member, 'filing', filing, 'sha256', sha256, 'rows', rows,
               'offset', offset_proof, 'accounts', %(owners)s::jsonb)
    FROM written
)
SELECT id FROM written
