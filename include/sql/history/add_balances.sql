-- Purpose: keep a statement of balances and log who brought it. Gives its id. Bytes that were withdrawn and are brought again are another
-- filing.
-- Grain: one row of binance_balance_statements. Not safe to run again: held_alike.sql, under the lock, tells whether it is held already.
-- Parameters: sha256 (of content), file_name, whole, accounts (text[]), rows, content, author.
WITH written AS (
    INSERT INTO binance_balance_statements (sha256, filing, file_name, whole, accounts, rows, content, author)
    SELECT %(sha256)s, 1 + (SELECT coalesce(max(filing), 0) FROM binance_balance_statements WHERE sha256 = %(sha256)s),
        %(file_name)s, %(whole)s, %(accounts)s::text[], %(rows)s, %(content)s, %(author)s
    RETURNING id, sha256, filing, file_name, whole, accounts, rows, author
), logged AS (
    INSERT INTO binance_audit_log (actor, action, detail)
    SELECT author, 'balances imported', jsonb_build_object('statement', id, 'file', file_name, 'filing', filing, 'sha256', sha256,
               'whole', whole, 'rows', rows, 'accounts', accounts)
    FROM written
)
SELECT id FROM written
