-- Purpose: every transfer leg that moved the wallet on one account-day, in [day, next day) UTC.
-- Grain: one row per leg, in the order of time, source, id and leg. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
-- Columns:
--   datetime: when the leg moved the balance, UTC with milliseconds
--   email: the account
--   txn_type: transfer_in, transfer_out or txn_fee
--   txn_subtype: what kind of movement: deposit, withdrawal, reward, loan and so on
--   wallet: the wallet that moved
--   asset: the asset of amount
--   amount: signed, in the asset
--   counter_party: who or what stands at the other end, as the record names it; empty where it names nobody
--   network: the chain of a deposit or withdrawal
--   txn_hash: the transaction hash of a deposit or withdrawal
SELECT datetime, email, txn_type, txn_subtype, wallet, asset, amount, counter_party, network, txn_hash
FROM binance_reconciliation_transfers
WHERE email = %(email)s AND wallet = %(wallet)s AND effective
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY datetime, source COLLATE "C", external_id COLLATE "C", leg
