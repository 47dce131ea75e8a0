-- Purpose: what of a list that expires was never read, of the time before it was read first. Its first reading says how far
-- the account's run had come by then: up to the day that was settled, what it told of the past is to be read back; days after
-- that one are asked by their own runs. What the exchange refused as too old is gone, and so is all that is older.
-- Grain: one row per stretch of whole days, oldest first. No row: nothing is left, or the list was never read.
-- Parameters: email, endpoint, key, oldest (timestamptz: from when on the exchange tells all). Safe to run again: reads only.
WITH reading AS (
    SELECT min(asked_at) AS first_asked_at, range_agg(tstzrange(window_start, window_end)) AS spans
    FROM v_binance_readings
    WHERE email = %(email)s AND endpoint = %(endpoint)s AND key = %(key)s
), past AS (
    SELECT greatest(%(oldest)s, (
               SELECT max(window_end)
               FROM binance_collection_coverage
               WHERE email = %(email)s AND endpoint = %(endpoint)s AND key = %(key)s AND meaning = 'TOO_OLD'
           )) AS since, date_trunc('day', first_asked_at, 'UTC') - interval '24 hours' AS until, spans
    FROM reading
)
SELECT date_trunc('day', lower(part), 'UTC') AS since, upper(part) AS until
FROM past CROSS JOIN LATERAL unnest(CASE WHEN since < until THEN tstzmultirange(tstzrange(since, until)) - spans END) AS missing (part)
ORDER BY since
