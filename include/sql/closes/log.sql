-- Purpose: log something that became of the close of a month: asked, certified by the rule, taken back.
-- Grain: one row of binance_audit_log, none where the same was logged. Safe to run again: what was logged of an account with equal detail
-- is not logged again. Parameters: actor, action, email, detail (JSON text).
INSERT INTO binance_audit_log (actor, action, email, detail)
SELECT %(actor)s, %(action)s, %(email)s, %(detail)s::jsonb
WHERE NOT EXISTS (
    SELECT FROM binance_audit_log AS held
    WHERE held.email = %(email)s AND held.action = %(action)s AND held.detail = %(detail)s::jsonb
)
