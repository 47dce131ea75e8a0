-- Purpose: transfers between own accounts of an account-day that only one end tells, where the other account's lists of such
-- transfers are complete for the day. What the other account lists as of another of its wallets, pending or failed is told by it.
-- Grain: one row per leg, in the order of source, record and leg. subtype 'lone': a leg of this account without its other end;
-- subtype 'owed': another account's leg that names this account, which lists none; its record names that account, and its
-- amount is what this account would have moved by. status: what the other account's own day says of the asset: `balanced`, `off`,
-- or empty while it is not known (macros/known.sql).
-- Safe to run again: reads only. Parameters: email, day (date), wallet, assets (text[]).
{% import 'macros/known.sql' as known -%}
WITH own AS (
    SELECT email FROM binance_reconciliation_days
    UNION
    SELECT %(email)s
), lone AS (
    SELECT transfer.email, other.email AS other, external_id, leg, asset, amount, datetime
    FROM binance_reconciliation_transfers AS transfer
    JOIN own AS other ON lower(other.email) = lower(transfer.counter_party) AND other.email <> transfer.email
    WHERE %(email)s IN (transfer.email, other.email) AND source = 'account_transfer' AND wallet = %(wallet)s AND standing = 'counts'
      AND match_id IS NULL AND amount <> 0 AND asset = ANY (%(assets)s)
      AND transfer.email IN (SELECT email FROM own)
      AND NOT EXISTS (
          SELECT FROM binance_reconciliation_transfers AS told
          WHERE told.email = other.email AND told.source = 'account_transfer' AND told.external_id = transfer.external_id
      )
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
), sided AS (
    SELECT lone.*, CASE WHEN email = %(email)s THEN other ELSE email END AS far FROM lone
), asked AS (
    SELECT DISTINCT far AS email, asset, %(day)s::date AS date FROM sided
),
{{ known.days('asked') }},
{{ known.variances('known') }}
SELECT 'account_transfer' AS source,
       CASE WHEN side.email = %(email)s THEN external_id ELSE external_id || ' of ' || side.email END AS record, leg,
       CASE WHEN side.email = %(email)s THEN 'lone' ELSE 'owed' END AS subtype, side.asset,
       CASE WHEN side.email = %(email)s THEN amount ELSE -amount END AS amount, datetime AS at, 'counts' AS standing,
       CASE WHEN beside.variance = 0 THEN 'balanced' WHEN beside.variance <> 0 THEN 'off' ELSE '' END AS status,
       NULL AS other_at, '' AS party, '' AS txn_hash
FROM sided AS side
LEFT JOIN variances AS beside ON beside.email = side.far AND beside.asset = side.asset
WHERE EXISTS (
        SELECT FROM binance_collection_plan AS plan
        WHERE plan.email = side.far AND plan.date = %(day)s AND plan.wallet = %(wallet)s AND plan.required
          AND plan.endpoint IN ('sub_user_history', 'universal_transfer', 'sub_transfer_history')
    )
  AND NOT EXISTS (
        SELECT FROM v_binance_coverage_gaps AS gap
        WHERE gap.email = side.far AND gap.date = %(day)s AND gap.wallet = %(wallet)s
          AND gap.endpoint IN ('sub_user_history', 'universal_transfer', 'sub_transfer_history')
    )
ORDER BY source, record, leg
