-- Purpose: the answer that tells the pairs of a bundle's days: the first whole one that came when the last day was over, else the newest.
-- Grain: one row, none where no list of pairs was read. Safe to run again: reads only. Parameter: until (timestamptz).
SELECT page.id, page.received_at, page.body_sha256
FROM binance_raw_exchange_info AS page
JOIN binance_collection_coverage AS reading ON reading.id = page.coverage_id AND reading.status = 'complete'
WHERE page.email = ''
ORDER BY page.received_at < %(until)s, CASE WHEN page.received_at >= %(until)s THEN page.received_at END, page.received_at DESC, page.id
LIMIT 1
