-- Purpose: the first account-day of a bundle that is said to lack nothing, and lacks an answer by now: what a run has found since is judged
-- only later.
-- Grain: one row, none where there is no such day. Safe to run again: reads only. Parameters: email, first and last (dates).
{% import 'macros/known.sql' as known -%}
SELECT day.date, day.wallet, concat_ws(' ', gap.endpoint, nullif(gap.key, ''))
FROM binance_reconciliation_days AS day
JOIN v_binance_coverage_gaps AS gap USING (email, date, wallet)
WHERE day.email = %(email)s AND day.date BETWEEN %(first)s AND %(last)s AND day.decided_at IS NOT NULL AND day.verdict <> 'unproved'
  AND gap.required AND gap.endpoint NOT IN ({{ known.moves_nothing() }})
ORDER BY day.date, day.wallet COLLATE "C", gap.endpoint, gap.key
LIMIT 1
