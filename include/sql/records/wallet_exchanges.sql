-- Purpose: exchanges of one asset for another inside a wallet of futures, as its ledger tells them on an account-day: rows of one moment
-- and number, which stands in the second place of a row's name.
-- Grain: one row per leg, in the order of number and asset; `party` is the number. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at, standing, status, NULL AS other_at,
       split_part(external_id, ':', 2) AS party, '' AS txn_hash
FROM binance_reconciliation_transfers
WHERE email = %(email)s AND wallet = %(wallet)s AND effective AND amount <> 0 AND source IN ('um_income', 'cm_income')
  AND txn_subtype IN ('AUTO_EXCHANGE', 'COIN_SWAP_WITHDRAW', 'COIN_SWAP_DEPOSIT')
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY split_part(external_id, ':', 2), asset COLLATE "C", external_id
