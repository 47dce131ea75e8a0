-- Purpose: how many answers that a bundle would hold no template has read yet: those of complete readings, and of fills, which are facts one
-- by one, of any. Fills of a pair that nobody knows wait for its name, and their days are unproved for it.
-- Grain: one row. Safe to run again: reads only. Parameters: email, page_homes (text[]), page_ids (bigint[]).
SELECT count(*)
FROM unnest(%(page_homes)s::text[], %(page_ids)s::bigint[]) AS page (home, id)
JOIN binance_pages_pending AS pending ON pending.raw_table = page.home AND pending.page_id = page.id
LEFT JOIN binance_collection_coverage AS reading ON reading.id = pending.coverage_id
LEFT JOIN binance_raw_trades AS fills ON pending.raw_table = 'binance_raw_trades' AND fills.id = page.id
WHERE pending.email = %(email)s
  AND CASE WHEN fills.id IS NULL THEN coalesce(reading.status, 'complete') = 'complete'
           ELSE fills.trade_data = '[]' OR EXISTS (SELECT FROM binance_exchange_info AS info WHERE info.symbol = fills.symbol) END
