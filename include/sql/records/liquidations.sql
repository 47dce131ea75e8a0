-- Purpose: rows of a wallet's ledgers that tell of a liquidation on an account-day, in every asset.
-- Grain: one row per leg, in the order of time and record; `status` is emptied where the wallet holds and owes nothing at all at
-- the end of the day. Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at, standing,
       CASE WHEN emptied.wallet THEN 'emptied' ELSE '' END AS status, NULL AS other_at, '' AS party, '' AS txn_hash
FROM binance_reconciliation_transfers
CROSS JOIN (
    SELECT NOT EXISTS (
        SELECT FROM binance_reconciliation_balances
        WHERE email = %(email)s AND wallet = %(wallet)s AND date = %(day)s
          AND (coalesce(raw_balance, 0) <> 0 OR coalesce(raw_loan, 0) <> 0 OR coalesce(raw_interest, 0) <> 0)
    ) AS wallet
) AS emptied
WHERE email = %(email)s AND binance_reconciliation_transfers.wallet = %(wallet)s AND effective AND measure = 'balance'
  AND txn_subtype IN ('INSURANCE_CLEAR', 'LIQUIDATION_CLEAR', 'LIQUIDATION_FEE', 'REPAY_LIQUIDATION', 'OTHER_LIQUIDATION')
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY datetime, external_id
