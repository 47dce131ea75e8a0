-- Purpose: the plan of a bundle's days: every question that a day needs, or profits from, as lines.
-- Grain: one line per day, wallet, list and key. Safe to run again: reads only. Parameters: email, first and last (dates).
SELECT jsonb_build_object('date', plan.date, 'wallet', plan.wallet, 'list', plan.endpoint, 'key', plan.key, 'required', plan.required,
    'witness', plan.witness)::text
FROM binance_collection_plan AS plan
WHERE plan.email = %(email)s AND plan.date BETWEEN %(first)s AND %(last)s
ORDER BY plan.date, plan.wallet COLLATE "C", plan.endpoint COLLATE "C", plan.key COLLATE "C"
