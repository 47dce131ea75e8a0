-- Purpose: note what became of a statement: its clock proved by later movements, or withdrawn; and log it under whoever did it.
-- Grain: one row of binance_statement_events. Run again, the same event is refused by its UNIQUE (file_id, action): look first.
-- Parameters: id (of the statement), action, utc_offset (NULL unless the clock is proved), author, reason.
WITH written AS (
    INSERT INTO binance_statement_events (file_id, action, utc_offset, author, reason)
    VALUES (%(id)s, %(action)s, %(utc_offset)s, %(author)s, %(reason)s)
    RETURNING file_id, action, author, reason
)
INSERT INTO binance_audit_log (actor, action, detail)
SELECT written.author, 'statement ' || replace(written.action, '_', ' '), jsonb_build_object(
           'statement', file.id, 'file', file_name, 'member', member, 'sha256', sha256, 'accounts', accounts, 'reason', written.reason)
FROM written
JOIN binance_statement_files AS file ON file.id = written.file_id
