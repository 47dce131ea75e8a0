-- Purpose: what of an account-day's plan was not read because the exchange says that the account does not have it, and what it
-- refused for good where the day does without it.
-- Grain: meaning and words; the endpoints of both as one list. Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT newest.meaning, newest.detail, array_agg(DISTINCT newest.endpoint ORDER BY newest.endpoint) AS endpoints
FROM (
    SELECT DISTINCT ON (plan.endpoint, plan.key)
        plan.endpoint, reading.status, reading.meaning,
        CASE reading.status WHEN 'complete' THEN reading.detail
             ELSE regexp_replace(reading.detail, '^[a-z_]+: ', '') END AS detail
    FROM binance_collection_plan AS plan
    JOIN binance_collection_coverage AS reading
      ON reading.email = plan.email AND reading.endpoint = plan.endpoint AND reading.key = plan.key
     AND reading.window_start <= plan.date::timestamp AT TIME ZONE 'UTC'
     AND reading.window_end >= (plan.date + 1)::timestamp AT TIME ZONE 'UTC'
    WHERE plan.email = %(email)s AND plan.date = %(day)s AND plan.wallet = %(wallet)s
      AND (reading.status = 'complete' OR reading.meaning <> '' AND NOT plan.required)
    ORDER BY plan.endpoint, plan.key, reading.id DESC
) AS newest
WHERE newest.meaning <> ''
GROUP BY newest.meaning, newest.detail
ORDER BY newest.meaning, newest.detail
