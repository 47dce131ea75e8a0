-- Purpose: from when on a list is known up to a moment: where the readings begin that join up with the one that holds it.
-- Grain: one row, none where no reading holds the moment. Safe to run again: reads only.
-- Parameters: email, endpoint, key, moment (timestamptz).
SELECT lower(part) AS since
FROM (
    SELECT range_agg(tstzrange(window_start, window_end)) AS spans
    FROM v_binance_readings
    WHERE email = %(email)s AND endpoint = %(endpoint)s AND key = %(key)s
) AS reading
CROSS JOIN LATERAL unnest(spans) AS held (part)
WHERE part @> %(moment)s::timestamptz
