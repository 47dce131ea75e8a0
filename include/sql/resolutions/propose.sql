-- Purpose: write a resolution down and log who did. Gives its id.
-- Grain: one row of binance_resolutions, one of binance_audit_log. Not safe to run again: each time is another resolution.
-- Parameters: email, day (date), wallet, asset, measure, kind, amount, reason, author, needs_approval, expires_at.
WITH written AS (
    INSERT INTO binance_resolutions (email, date, wallet, asset, measure, kind, amount, reason, author, needs_approval, expires_at)
    VALUES (%(email)s, %(day)s, %(wallet)s, %(asset)s, %(measure)s, %(kind)s, %(amount)s, %(reason)s, %(author)s, %(needs_approval)s,
            %(expires_at)s)
    RETURNING *
), logged AS (
    INSERT INTO binance_audit_log (actor, action, email, date, detail)
    SELECT author, 'resolution proposed', email, date, jsonb_build_object(
               'resolution', id, 'wallet', wallet, 'asset', asset, 'measure', measure, 'kind', kind, 'amount', trim_scale(amount)::text,
               'reason', reason, 'needs_approval', needs_approval, 'expires_at', expires_at)
    FROM written
)
SELECT id FROM written
