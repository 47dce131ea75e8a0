-- A wallet that we read ourselves rests, for the balance at a midnight, on what its lists say of the time up to the reading after it:
-- so far reaches the day of each of its questions, and what cannot be read there leaves the day uncovered too.

DROP VIEW v_binance_coverage_gaps;

-- Questions whose day is not covered: a planned one that no single reading which proves holds the whole day of, or any, of a
-- planned day, of which a record of the day could not be read and no newer complete reading of the day was free of such
-- records; that one is always required. The day of a witness begins a day earlier, because the opening balance is what it says
-- of the day before. Where the balance at its end was read after midnight, the day ends two seconds after the reading.
CREATE VIEW v_binance_coverage_gaps AS
SELECT plan.email, plan.date, plan.wallet, plan.endpoint, plan.key, plan.required OR blocked.reason IS NOT NULL AS required,
    CASE WHEN covered.id IS NOT NULL OR NOT plan.asked THEN 'quarantined' ELSE coalesce(newest.status, 'never asked') END
        AS status,
    CASE WHEN covered.id IS NOT NULL OR NOT plan.asked THEN blocked.reason ELSE coalesce(newest.detail, '') END AS detail
FROM (
    SELECT email, date, wallet, endpoint, key, bool_or(required) AS required, bool_or(asked) AS asked,
        (CASE WHEN bool_or(witness) THEN date - 1 ELSE date END)::timestamp AT TIME ZONE 'UTC' AS day_start,
        greatest((date + 1)::timestamp AT TIME ZONE 'UTC', CASE WHEN bool_or(required) THEN (
            SELECT held.update_time + interval '2 seconds' FROM binance_snapshot_days AS held
            WHERE held.email = question.email AND held.wallet = question.wallet AND held.date = question.date
              AND held.update_time >= (question.date + 1)::timestamp AT TIME ZONE 'UTC'
        ) END) AS day_end
    FROM (
        SELECT email, date, wallet, endpoint, key, required, true AS asked, witness FROM binance_collection_plan
        UNION ALL
        -- Nobody need have asked this of the day: a reading of later days may have brought the record. Which wallet it moved
        -- cannot be read: every wallet has the question whose day asks the list, and where none does, every one with a plan.
        SELECT record.email, touched.date::date, planned.wallet, record.endpoint, record.key, false, false, false
        FROM binance_quarantine AS record
        CROSS JOIN LATERAL generate_series(
            date_trunc('day', coalesce(record.exchange_time, record.window_start) AT TIME ZONE 'UTC'),
            coalesce(record.exchange_time AT TIME ZONE 'UTC',
                     (record.window_end - interval '1 microsecond') AT TIME ZONE 'UTC'),
            interval '1 day'
        ) AS touched (date)
        CROSS JOIN LATERAL (
            SELECT DISTINCT wallet FROM binance_collection_plan AS day
            WHERE day.email = record.email AND day.date = touched.date::date
              AND (day.endpoint = record.endpoint OR NOT EXISTS (
                  SELECT FROM binance_collection_plan AS asking
                  WHERE asking.email = record.email AND asking.date = touched.date::date AND asking.endpoint = record.endpoint
              ))
        ) AS planned
    ) AS question
    GROUP BY email, date, wallet, endpoint, key
) AS plan
LEFT JOIN LATERAL (
    SELECT id FROM v_binance_readings AS reading
    WHERE reading.email = plan.email AND reading.endpoint = plan.endpoint AND reading.key = plan.key
      AND reading.window_start <= plan.day_start AND reading.window_end >= plan.day_end
    LIMIT 1
) AS covered ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN reading.status = 'failed' THEN 'failed' ELSE 'truncated' END AS status,
        CASE WHEN reading.status <> 'complete' THEN reading.detail
             WHEN reading.window_start > plan.day_start OR reading.window_end < plan.day_end
                  THEN 'only a part of the day was read'
             WHEN reading.asked_at < plan.day_end THEN 'asked before the day was over'
             ELSE 'asked with a key of another account' END AS detail
    FROM binance_collection_coverage AS reading
    WHERE reading.email = plan.email AND reading.endpoint = plan.endpoint AND reading.key = plan.key
      AND reading.window_start < plan.day_end AND reading.window_end > plan.day_start
    ORDER BY reading.id DESC
    LIMIT 1
) AS newest ON covered.id IS NULL
LEFT JOIN LATERAL (
    SELECT unreadable.reason FROM binance_quarantine AS unreadable
    WHERE unreadable.email = plan.email AND unreadable.endpoint = plan.endpoint AND unreadable.key = plan.key
      AND CASE WHEN unreadable.exchange_time IS NULL
               THEN unreadable.window_start < plan.day_end AND unreadable.window_end > plan.day_start
               ELSE unreadable.exchange_time >= plan.day_start AND unreadable.exchange_time < plan.day_end END
      AND NOT EXISTS (
          SELECT FROM v_binance_readings AS reading
          WHERE reading.email = plan.email AND reading.endpoint = plan.endpoint AND reading.key = plan.key
            AND reading.id > unreadable.coverage_id
            AND reading.window_start <= plan.day_start AND reading.window_end >= plan.day_end
            AND NOT EXISTS (
                SELECT FROM binance_quarantine AS again
                WHERE again.coverage_id = reading.id
                  AND CASE WHEN again.exchange_time IS NULL
                           THEN again.window_start < plan.day_end AND again.window_end > plan.day_start
                           ELSE again.exchange_time >= plan.day_start AND again.exchange_time < plan.day_end END
            )
      )
    ORDER BY unreadable.id
    LIMIT 1
) AS blocked ON true
WHERE (covered.id IS NULL AND plan.asked) OR blocked.reason IS NOT NULL;

GRANT SELECT ON v_binance_coverage_gaps TO binrecon_writer, binrecon_reader;
