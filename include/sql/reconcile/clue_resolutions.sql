-- Purpose: what people have resolved about an account-day and is in force: approved by another person where that is needed,
-- neither withdrawn nor expired.
-- Grain: one row per resolution, in the order of asset and id. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, assets (text[]).
SELECT id, asset, kind, amount, author
FROM binance_resolutions AS resolution
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s AND asset = ANY (%(assets)s)
  AND (expires_at IS NULL OR expires_at > clock_timestamp())
  AND NOT EXISTS (
      SELECT FROM binance_resolution_events AS event WHERE event.resolution_id = resolution.id AND event.action = 'withdrawn'
  )
  AND (NOT needs_approval OR EXISTS (
      SELECT FROM binance_resolution_events AS event
      WHERE event.resolution_id = resolution.id AND event.action = 'approved'
        AND lower(event.author) <> lower(resolution.author)
  ))
ORDER BY asset COLLATE "C", id
