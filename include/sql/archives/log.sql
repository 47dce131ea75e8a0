-- Purpose: an entry of the log, which the next sealing puts into the chain: which folder was written or put back, how many rows, and what
-- its manifest is. Grain: one row. Not safe to run again: one for each time. Parameters: action, folder, manifest_sha256, rows.
INSERT INTO binance_audit_log (actor, action, detail)
VALUES (session_user, %(action)s,
        jsonb_build_object('folder', %(folder)s::text, 'manifest_sha256', %(manifest_sha256)s::text, 'rows', %(rows)s::bigint))
