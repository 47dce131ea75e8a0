-- Purpose: transfers.csv of one account-day: every transfer leg that moved the wallet in [day, next day) UTC.
-- Grain: one row per leg, in the order of time, source, id and leg. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
SELECT datetime, email, txn_type, txn_subtype, wallet, asset, amount, counter_party, network, txn_hash
FROM binance_reconciliation_transfers
WHERE email = %(email)s AND wallet = %(wallet)s AND effective
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY datetime, source COLLATE "C", external_id COLLATE "C", leg
