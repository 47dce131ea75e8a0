-- Purpose: questions of an account-day that were asked because a residual was left, and have no complete answer: each could hold
-- another cause than the records show. A pair the exchange does not know holds none.
-- Grain: one row per question, in the order of endpoint and key; assets: those it could touch, NULL for every one. What is
-- required leaves its assets unproved instead. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, residual (the reason of lists of products), residual_of (how that of pairs begins).
SELECT concat_ws(' ', gap.endpoint, nullif(gap.key, '')) AS name,
       CASE WHEN info.symbol IS NOT NULL THEN ARRAY[info.base_asset, info.quote_asset, 'BNB'] END AS assets
FROM v_binance_coverage_gaps AS gap
JOIN binance_collection_plan AS plan USING (email, date, wallet, endpoint, key)
LEFT JOIN binance_exchange_info AS info ON gap.endpoint IN ('trades', 'allocations', 'margin_trades') AND info.symbol = gap.key
WHERE gap.email = %(email)s AND gap.date = %(day)s AND gap.wallet = %(wallet)s AND NOT gap.required
  AND (plan.reason = %(residual)s OR starts_with(plan.reason, %(residual_of)s))
  AND NOT EXISTS (
      SELECT FROM binance_reconciliation_errors AS error
      WHERE error.email = gap.email AND error.symbol = gap.key AND error.error_type = 'INVALID_SYMBOL'
        AND error.resolved_at IS NULL
  )
ORDER BY gap.endpoint COLLATE "C", gap.key COLLATE "C"
