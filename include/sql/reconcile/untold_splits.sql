-- Purpose: what ended debts of a day without saying how much of it was interest: it is booked as a loan.
-- Grain: one row per asset, ordered by it, with the sum and the names of the records. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, kinds (text[]: of the movements).
SELECT asset, -sum(amount) AS cleared, array_agg(source || ' ' || external_id || ' out' ORDER BY datetime, external_id) AS records
FROM binance_reconciliation_transfers
WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'loan' AND effective AND amount <> 0
  AND txn_subtype = ANY (%(kinds)s::text[])
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC' AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
GROUP BY asset
ORDER BY asset COLLATE "C"
