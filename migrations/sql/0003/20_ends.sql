-- Readings of trades that found nothing were made by startTime alone, which no document says to reach beyond 24 hours: so
-- much of them is kept as covered. The days after that are asked again, each pair with one call.
UPDATE binance_collection_coverage
SET window_end = window_start + interval '24 hours',
    detail = 'asked by startTime alone, which is not documented beyond 24 hours; was said to reach ' || window_end::text
WHERE endpoint = 'trades' AND status = 'complete' AND records = 0
  AND window_end > window_start + interval '24 hours'
  AND window_start > '2017-01-01T00:00:00Z';  -- a reading of all times was made without any
