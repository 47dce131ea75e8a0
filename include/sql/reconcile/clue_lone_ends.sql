-- Purpose: transfers between own accounts of an account-day that only one end tells, where the other account's lists of such
-- transfers are complete for the day.
-- Grain: one row per leg, in the order of source, record and leg. subtype 'lone': a leg of this account without its other end;
-- subtype 'owed': another account's leg that names this account, which lists none; its record names that account, and its
-- amount is what this account would have moved by.
-- Safe to run again: reads only. Parameters: email, day (date), assets (text[]).
WITH own AS (
    SELECT email FROM binance_reconciliation_days
    UNION
    SELECT %(email)s
), lone AS (
    SELECT transfer.email, other.email AS other, external_id, leg, asset, amount, datetime
    FROM binance_reconciliation_transfers AS transfer
    JOIN own AS other ON lower(other.email) = lower(transfer.counter_party) AND other.email <> transfer.email
    WHERE %(email)s IN (transfer.email, other.email) AND source = 'account_transfer' AND wallet = 'SPOT' AND effective
      AND match_id IS NULL AND amount <> 0 AND asset = ANY (%(assets)s)
      AND transfer.email IN (SELECT email FROM own)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
)
SELECT 'account_transfer' AS source,
       CASE WHEN email = %(email)s THEN external_id ELSE external_id || ' of ' || email END AS record, leg,
       CASE WHEN email = %(email)s THEN 'lone' ELSE 'owed' END AS subtype, asset,
       CASE WHEN email = %(email)s THEN amount ELSE -amount END AS amount, datetime AS at, email = %(email)s AS effective,
       '' AS status, NULL AS other_at
FROM lone
CROSS JOIN LATERAL (SELECT CASE WHEN email = %(email)s THEN other ELSE email END AS far) AS side
WHERE EXISTS (
        SELECT FROM binance_collection_plan AS plan
        WHERE plan.email = side.far AND plan.date = %(day)s AND plan.required
          AND plan.endpoint IN ('sub_user_history', 'universal_transfer', 'sub_transfer_history')
    )
  AND NOT EXISTS (
        SELECT FROM v_binance_coverage_gaps AS gap
        WHERE gap.email = side.far AND gap.date = %(day)s
          AND gap.endpoint IN ('sub_user_history', 'universal_transfer', 'sub_transfer_history')
    )
ORDER BY source, record, leg
