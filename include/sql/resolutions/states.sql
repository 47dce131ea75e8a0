-- Purpose: resolutions with who approved and withdrew them and what state that leaves them in.
-- Grain: one row per resolution, newest first. Safe to run again: reads only.
-- Parameters: at (timestamptz, NULL for now), id, email, day, wallet; each of the last four may be NULL for any.
SELECT resolution.id, email, date, wallet, asset, measure, kind, amount, resolution.reason, resolution.author, needs_approval, expires_at,
    approval.author AS approved_by, withdrawal.author AS withdrawn_by,
    CASE
        WHEN withdrawal.author IS NOT NULL THEN 'withdrawn'
        WHEN expires_at <= coalesce(%(at)s, clock_timestamp()) THEN 'expired'
        WHEN NOT needs_approval OR lower(approval.author) <> lower(resolution.author) THEN 'active'
        ELSE 'waits for approval'
    END AS state
FROM binance_resolutions AS resolution
LEFT JOIN binance_resolution_events AS approval ON approval.resolution_id = resolution.id AND approval.action = 'approved'
LEFT JOIN binance_resolution_events AS withdrawal ON withdrawal.resolution_id = resolution.id AND withdrawal.action = 'withdrawn'
WHERE (%(id)s::bigint IS NULL OR resolution.id = %(id)s)
  AND (%(email)s::text IS NULL OR email = %(email)s)
  AND (%(day)s::date IS NULL OR date = %(day)s)
  AND (%(wallet)s::text IS NULL OR wallet = %(wallet)s)
ORDER BY resolution.id DESC
