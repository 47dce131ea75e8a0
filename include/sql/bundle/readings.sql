-- Purpose: the readings whose window reaches into the days of a bundle, and what is said of each.
-- Grain: one row per reading, in the order of their numbers. `own`: it proves, as far as whose key asked decides that.
-- Safe to run again: reads only. Parameters: email, since and until (timestamptz), apart (text[]; lists that are no evidence of a balance).
SELECT reading.id, reading.endpoint, reading.key, reading.window_start, reading.window_end, reading.status, reading.detail, reading.meaning,
    reading.pages, reading.records, reading.asked_at, proves.id IS NOT NULL AS own
FROM binance_collection_coverage AS reading
LEFT JOIN v_binance_readings AS proves ON proves.id = reading.id
WHERE reading.email = %(email)s AND reading.window_start < %(until)s AND reading.window_end > %(since)s
  AND reading.endpoint <> ALL (%(apart)s)
ORDER BY reading.id
