-- Purpose: kinds of movement that count in a wallet's day and that no document of the exchange names.
-- Grain: one row per asset, with its kinds in order. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, source (the wallet's ledger), known (text[]: the kinds that are named).
SELECT asset, array_agg(DISTINCT txn_subtype ORDER BY txn_subtype)
FROM binance_reconciliation_transfers
WHERE email = %(email)s AND wallet = %(wallet)s AND effective AND source = %(source)s AND txn_subtype <> ALL (%(known)s::text[])
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC' AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
GROUP BY asset
