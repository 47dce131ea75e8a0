-- Purpose: note that a statement of balances counts no longer, and log it under whoever said so.
-- Grain: one row of binance_balance_statement_events. Run again, the same event is refused by its UNIQUE (statement_id, action): look first.
-- Parameters: id (of the statement), author, reason.
WITH written AS (
    INSERT INTO binance_balance_statement_events (statement_id, action, author, reason)
    VALUES (%(id)s, 'withdrawn', %(author)s, %(reason)s)
    RETURNING statement_id, author, reason
)
INSERT INTO binance_audit_log (actor, action, detail)
SELECT written.author, 'balances withdrawn', jsonb_build_object('statement', file.id, 'file', file_name, 'sha256', sha256,
           'accounts', accounts, 'reason', written.reason)
FROM written
JOIN binance_balance_statements AS file ON file.id = written.statement_id
