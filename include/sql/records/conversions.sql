-- Purpose: converts and other exchanges of an account-day, besides fills, all of whose assets are off: another wallet may have
-- paid and received.
-- Grain: one row per leg, in the order of source, record and leg. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, assets (text[]).
SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at, 'counts' AS standing,
       '' AS status, NULL AS other_at, '' AS party, '' AS txn_hash
FROM binance_reconciliation_trades AS one
WHERE email = %(email)s AND wallet = %(wallet)s AND source NOT IN ('trade', 'allocations', 'margin_trade', 'isolated_trade') AND amount <> 0
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
  AND NOT EXISTS (
      SELECT FROM binance_reconciliation_trades AS other
      WHERE other.email = one.email AND other.source = one.source AND other.external_id = one.external_id
        AND other.amount <> 0 AND other.asset <> ALL (%(assets)s)
  )
ORDER BY source COLLATE "C", external_id, leg
