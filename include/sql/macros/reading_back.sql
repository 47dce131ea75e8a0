{#- What of a list that expires was never read, of the time before it was read first. Its first reading says how far the account's
    run had come by then: up to the day that was settled, what it told of the past is to be read back; days after that one are
    asked by their own runs. What the exchange refused as too old is gone, and so is all that is older.

    missing  of the account `email` of the parameters, and an endpoint, a key and oldest (timestamptz: from when on the exchange tells
             all), which are expressions: `since` and `until` of each stretch of whole days. None where nothing was read -#}

{%- macro missing(endpoint, key, oldest) -%}
SELECT date_trunc('day', lower(part), 'UTC') AS since, upper(part) AS until
FROM (
    SELECT greatest({{ oldest }}, (
               SELECT max(lost.window_end)
               FROM binance_collection_coverage AS lost
               WHERE lost.email = %(email)s AND lost.endpoint = {{ endpoint }} AND lost.key = {{ key }} AND lost.meaning = 'TOO_OLD'
           )) AS since, date_trunc('day', min(reading.asked_at), 'UTC') - interval '24 hours' AS until,
           range_agg(tstzrange(reading.window_start, reading.window_end)) AS spans
    FROM v_binance_readings AS reading
    WHERE reading.email = %(email)s AND reading.endpoint = {{ endpoint }} AND reading.key = {{ key }}
) AS past
CROSS JOIN LATERAL unnest(CASE WHEN since < until THEN tstzmultirange(tstzrange(since, until)) - spans END) AS stretch (part)
{%- endmacro %}
