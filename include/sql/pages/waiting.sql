-- Purpose: what waits for a person beside the verdicts: errors that nobody marked as dealt with, records in quarantine, resolutions
-- that want approval or end within a week.
-- Grain: one row per account, kind and subject; `number` is that of a resolution, else NULL.
-- Safe to run again: reads only. Parameters: emails (text[]), at (timestamptz).
SELECT email, 'error' AS kind, error_type || coalesce(' ' || symbol, '') AS subject, count(*) AS times,
    min(timestamp) AS since, (array_agg(error_message ORDER BY id DESC))[1] AS detail, NULL::bigint AS number
FROM binance_reconciliation_errors
WHERE needs_manual_review AND resolved_at IS NULL AND email = ANY (%(emails)s::text[])
GROUP BY email, error_type, symbol
UNION ALL
SELECT email, 'quarantine', endpoint || ': ' || reason, count(*), min(created_at), (array_agg(left(record, 200) ORDER BY id DESC))[1], NULL
FROM (
    SELECT DISTINCT ON (email, endpoint, key, md5(record)) * FROM binance_quarantine
    WHERE email = ANY (%(emails)s::text[]) ORDER BY email, endpoint, key, md5(record), id
) AS once
GROUP BY email, endpoint, reason
UNION ALL
SELECT resolution.email, CASE WHEN approval.id IS NULL AND needs_approval THEN 'approval' ELSE 'expiry' END,
    'resolution ' || resolution.id || ': ' || resolution.asset || ' of ' || resolution.date, 1, resolution.created_at, resolution.reason,
    resolution.id
FROM binance_resolutions AS resolution
LEFT JOIN binance_resolution_events AS approval
    ON approval.resolution_id = resolution.id AND approval.action = 'approved' AND lower(approval.author) <> lower(resolution.author)
WHERE resolution.email = ANY (%(emails)s::text[])
  AND NOT EXISTS (
      SELECT FROM binance_resolution_events AS gone WHERE gone.resolution_id = resolution.id AND gone.action = 'withdrawn'
  )
  AND (expires_at IS NULL OR expires_at > %(at)s)
  AND (needs_approval AND approval.id IS NULL OR expires_at <= %(at)s + interval '7 days')
ORDER BY kind, since
