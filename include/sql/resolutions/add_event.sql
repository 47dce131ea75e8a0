-- Purpose: write down that a resolution was approved or withdrawn and log who did.
-- Grain: one row of binance_resolution_events, one of binance_audit_log. Safe to run again: the same action on the same
-- resolution is refused by its unique constraint.
-- Parameters: id, action (approved, withdrawn), author, reason.
WITH written AS (
    INSERT INTO binance_resolution_events (resolution_id, action, author, reason)
    VALUES (%(id)s, %(action)s, %(author)s, %(reason)s)
    RETURNING *
)
INSERT INTO binance_audit_log (actor, action, email, date, detail)
SELECT written.author, 'resolution ' || written.action, resolution.email, resolution.date, jsonb_build_object(
           'resolution', resolution.id, 'wallet', resolution.wallet, 'asset', resolution.asset, 'measure', resolution.measure,
           'kind', resolution.kind, 'amount', trim_scale(resolution.amount)::text, 'reason', written.reason)
FROM written JOIN binance_resolutions AS resolution ON resolution.id = written.resolution_id
