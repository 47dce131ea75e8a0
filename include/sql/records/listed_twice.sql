-- Purpose: rows of a ledger without ids that stand once more in one answer, equal in everything: each counts as a fact of its own, and
-- is named by the row that it equals and its number among them.
-- Grain: one row per copy beyond the first, in the order of source and record. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, assets (text[]).
SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at, standing, status, NULL AS other_at,
       '' AS party, '' AS txn_hash
FROM binance_reconciliation_transfers AS copy
WHERE email = %(email)s AND wallet = %(wallet)s AND effective AND amount <> 0 AND asset = ANY (%(assets)s)
  AND source IN ('um_income', 'cm_income') AND external_id ~ ':[0-9]+$'
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
  AND EXISTS (
      SELECT FROM binance_reconciliation_transfers AS first
      WHERE first.email = copy.email AND first.source = copy.source AND first.leg = copy.leg AND first.measure = copy.measure
        AND first.external_id = regexp_replace(copy.external_id, ':[0-9]+$', '') AND first.effective
  )
ORDER BY source COLLATE "C", external_id
