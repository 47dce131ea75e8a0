-- Purpose: account-days on which a verdict still rests on a resolution that has been withdrawn or has expired since, or still says
-- of an open asset that a part of it is resolved by one.
-- Grain: one row per account-day and wallet. Safe to run again: reads only. Parameter: at (timestamptz).
SELECT DISTINCT resolution.email, resolution.date, resolution.wallet
FROM binance_resolutions AS resolution
JOIN LATERAL (
    SELECT verdict, findings
    FROM binance_reconciliation_verdicts AS judged
    WHERE judged.email = resolution.email AND judged.date = resolution.date AND judged.wallet = resolution.wallet
      AND judged.asset = resolution.asset AND judged.measure = resolution.measure
    ORDER BY judged.id DESC
    LIMIT 1
) AS newest ON newest.findings @> jsonb_build_object(CASE newest.verdict WHEN 'explained' THEN 'explained' ELSE 'resolved' END,
    jsonb_build_array(jsonb_build_object('records', jsonb_build_array('resolution ' || resolution.id))))
WHERE resolution.expires_at <= %(at)s
   OR EXISTS (
        SELECT FROM binance_resolution_events AS event
        WHERE event.resolution_id = resolution.id AND event.action = 'withdrawn'
   )
ORDER BY resolution.email, resolution.date, resolution.wallet
