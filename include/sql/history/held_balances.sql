-- Purpose: the statements of balances that were brought, as they stand, newest first. Grain: one row per file.
-- Safe to run again: reads only. Parameters: id (of one, or NULL), email (of an account in it, or NULL).
SELECT file.id, file.file_name, file.whole, file.accounts, file.rows, file.author, file.imported_at, told.first, told.last,
    ended.author AS withdrawn_by
FROM binance_balance_statements AS file
CROSS JOIN LATERAL (
    SELECT min(date) AS first, max(date) AS last FROM binance_balance_statement_rows WHERE statement_id = file.id
) AS told
LEFT JOIN binance_balance_statement_events AS ended ON ended.statement_id = file.id AND ended.action = 'withdrawn'
WHERE (%(id)s::bigint IS NULL OR file.id = %(id)s) AND (%(email)s::text IS NULL OR %(email)s = ANY (file.accounts))
ORDER BY file.id DESC
