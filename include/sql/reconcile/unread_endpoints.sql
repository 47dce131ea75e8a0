-- Purpose: which endpoints of an account, and which public ones, have pages of complete readings that no template has read.
-- Grain: one row per endpoint. Safe to run again: reads only. Parameters: email.
SELECT DISTINCT pending.endpoint
FROM binance_pages_pending AS pending
LEFT JOIN binance_collection_coverage AS reading ON reading.id = pending.coverage_id
WHERE pending.email IN (%(email)s, '') AND coalesce(reading.status, 'complete') = 'complete'
