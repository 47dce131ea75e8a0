-- Purpose: what people resolved in a bundle's days, and what became of it.
-- Grain: one row per resolution: its number, and all of it that does not depend on numbers or clocks of the database, as JSON.
-- Safe to run again: reads only. Parameters: email, first and last (dates).
SELECT stated.id, jsonb_build_object(
    'date', stated.date, 'wallet', stated.wallet, 'asset', stated.asset, 'measure', stated.measure, 'kind', stated.kind,
    'amount', trim_scale(stated.amount)::text, 'reason', stated.reason, 'author', stated.author,
    'needs_approval', stated.needs_approval, 'expires', (extract(epoch FROM stated.expires_at) * 1000)::bigint,
    'events', coalesce((
        SELECT jsonb_agg(jsonb_build_object('action', event.action, 'author', event.author, 'reason', event.reason) ORDER BY event.action)
        FROM binance_resolution_events AS event
        WHERE event.resolution_id = stated.id
    ), '[]'))
FROM binance_resolutions AS stated
WHERE stated.email = %(email)s AND stated.date BETWEEN %(first)s AND %(last)s
ORDER BY stated.id
