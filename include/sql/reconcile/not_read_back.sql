-- Purpose: what of a list that expires was never read, of the time before it was read first. Its first reading says how far
-- the account's run had come by then: up to the day that was settled, what it told of the past is to be read back; days after
-- that one are asked by their own runs. What the exchange refused as too old is gone, and so is all that is older.
-- Grain: one row per stretch of time, oldest first; one that another run asked for within the hour and has not finished is apart
-- from the others, under_way. No row: nothing is left, or the list was never read.
-- Parameters: email, endpoint, key, run_id, oldest (timestamptz: from when on the exchange tells all), now (timestamptz).
-- Safe to run again: reads only.
WITH reading AS (
    SELECT min(asked_at) AS first_asked_at, range_agg(tstzrange(window_start, window_end)) AS spans
    FROM v_binance_readings
    WHERE email = %(email)s AND endpoint = %(endpoint)s AND key = %(key)s
), other AS (
    SELECT max(window_end) FILTER (WHERE meaning = 'TOO_OLD') AS gone_until,
        coalesce(
            range_agg(tstzrange(window_start, window_end)) FILTER (
                WHERE finished_at IS NULL AND run_id <> %(run_id)s AND asked_at > %(now)s - interval '1 hour'
            ),
            '{}'
        ) AS under_way
    FROM binance_collection_coverage
    WHERE email = %(email)s AND endpoint = %(endpoint)s AND key = %(key)s AND status <> 'complete'
), past AS (
    SELECT greatest(%(oldest)s, other.gone_until) AS since,
        date_trunc('day', reading.first_asked_at, 'UTC') - interval '24 hours' AS until, reading.spans, other.under_way
    FROM reading CROSS JOIN other
), missing AS (
    SELECT tstzmultirange(tstzrange(since, until)) - spans AS spans, under_way
    FROM past
    WHERE since < until
)
SELECT date_trunc('day', lower(part), 'UTC') AS since, upper(part) AS until, false AS under_way
FROM missing CROSS JOIN LATERAL unnest(spans - under_way) AS free (part)
UNION ALL
SELECT lower(part), upper(part), true
FROM missing CROSS JOIN LATERAL unnest(spans * under_way) AS busy (part)
ORDER BY since
