-- Purpose: every question of an account-day's plan, and the newest reading that proves its whole day, if any.
-- Grain: one row per question; those without an answer first. Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT plan.endpoint, plan.key, plan.required, plan.reason, coalesce(gap.status, 'complete') AS status, coalesce(gap.detail, ''),
    reading.id, reading.asked_at, reading.records, reading.pages, coalesce(reading.run_id, '')
FROM binance_collection_plan AS plan
LEFT JOIN v_binance_coverage_gaps AS gap USING (email, date, wallet, endpoint, key)
LEFT JOIN LATERAL (
    SELECT id, asked_at, records, pages, run_id
    FROM binance_collection_coverage AS held
    WHERE held.email = plan.email AND held.endpoint = plan.endpoint AND held.key = plan.key
      AND held.window_start < (plan.date + 1)::timestamp AT TIME ZONE 'UTC' AND held.window_end > plan.date::timestamp AT TIME ZONE 'UTC'
    ORDER BY id DESC
    LIMIT 1
) AS reading ON true
WHERE plan.email = %(email)s AND plan.date = %(day)s AND plan.wallet = %(wallet)s
ORDER BY gap.status IS NULL, NOT plan.required, plan.endpoint COLLATE "C", plan.key COLLATE "C"
