-- Purpose: what of lists that expire was never read, of the time before each was read first. Its first reading says how far
-- the account's run had come by then: up to the day that was settled, what it told of the past is to be read back; days after
-- that one are asked by their own runs. What the exchange refused as too old is gone, and so is all that is older.
-- Grain: one row per endpoint, key and stretch of whole days, those first that are the next to be lost. No row: nothing is left,
-- or nothing was ever read. Of most accounts that have run for long the first readings say that nothing can be left.
-- Parameters: email, endpoints (text[]) and for each of them oldest (timestamptz[]: from when on the exchange tells all), key (text,
-- NULL for every key that was ever read). Safe to run again: reads only.
WITH asked AS (
    SELECT endpoint, oldest FROM unnest(%(endpoints)s::text[], %(oldest)s::timestamptz[]) AS given (endpoint, oldest)
), begun AS (
    SELECT reading.endpoint, reading.key, asked.oldest, date_trunc('day', min(reading.asked_at), 'UTC') - interval '24 hours' AS until
    FROM v_binance_readings AS reading JOIN asked USING (endpoint)
    WHERE reading.email = %(email)s AND (%(key)s::text IS NULL OR reading.key = %(key)s)
    GROUP BY reading.endpoint, reading.key, asked.oldest
), past AS (
    SELECT endpoint, key, oldest, until, greatest(oldest, (
        SELECT max(lost.window_end)
        FROM binance_collection_coverage AS lost
        WHERE lost.email = %(email)s AND lost.endpoint = begun.endpoint AND lost.key = begun.key AND lost.meaning = 'TOO_OLD'
    )) AS since, (
        SELECT range_agg(tstzrange(reading.window_start, reading.window_end))
        FROM v_binance_readings AS reading
        WHERE reading.email = %(email)s AND reading.endpoint = begun.endpoint AND reading.key = begun.key
    ) AS spans
    FROM begun
    WHERE oldest < until
)
SELECT endpoint, key, date_trunc('day', lower(part), 'UTC') AS since, upper(part) AS until
FROM past CROSS JOIN LATERAL unnest(CASE WHEN since < until THEN tstzmultirange(tstzrange(since, until)) - spans END) AS missing (part)
ORDER BY lower(part) - oldest, endpoint, key
