-- Purpose: of which lists something is left to be read back, among all keys that were ever read, whichever day named them.
-- Grain: one row per endpoint and key, that first which loses a day next. A list whose first reading was asked so early that nothing
-- told now is of the time before it is found by that alone: of an account that has run for long each key costs two steps in an index.
-- Parameters: email, endpoints (text[]), and for each of them oldest (timestamptz[]: from when on the exchange tells all).
-- Safe to run again: reads only.
{% import 'macros/reading_back.sql' as reading_back -%}
WITH RECURSIVE asked AS (
    SELECT endpoint, oldest FROM unnest(%(endpoints)s::text[], %(oldest)s::timestamptz[]) AS given (endpoint, oldest)
), listed AS (
    SELECT endpoint, oldest, (
        SELECT min(held.key) FROM binance_collection_coverage AS held WHERE held.email = %(email)s AND held.endpoint = asked.endpoint
    ) AS key
    FROM asked
    UNION ALL
    SELECT endpoint, oldest, (
        SELECT min(held.key)
        FROM binance_collection_coverage AS held
        WHERE held.email = %(email)s AND held.endpoint = listed.endpoint AND held.key > listed.key
    )
    FROM listed
    WHERE key IS NOT NULL
), young AS MATERIALIZED (
    SELECT listed.endpoint, listed.oldest, listed.key
    FROM listed LEFT JOIN LATERAL (
        SELECT true AS was_asked
        FROM v_binance_readings AS reading
        WHERE reading.email = %(email)s AND reading.endpoint = listed.endpoint AND reading.key = listed.key
          AND reading.asked_at < listed.oldest + interval '48 hours'
        LIMIT 1  -- one step for each key: as NOT EXISTS every reading of the account is read
    ) AS early ON true
    WHERE listed.key IS NOT NULL AND early.was_asked IS NULL
)
SELECT young.endpoint, young.key
FROM young CROSS JOIN LATERAL ({{ reading_back.missing('young.endpoint', 'young.key', 'young.oldest') }}) AS missing
GROUP BY young.endpoint, young.key, young.oldest
ORDER BY min(missing.since) - young.oldest, young.endpoint, young.key
