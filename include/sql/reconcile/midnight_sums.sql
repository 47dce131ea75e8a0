-- Purpose: what is stamped with the first second of a day near an account-day, of the kinds that a snapshot of the day before may
-- hold already.
-- Grain: one row per asset and day that begins with such movements, with their sum and the names of the records, in this order.
-- Safe to run again: reads only. Parameters: email, wallet, measure, kinds (text[]), first and last (date).
SELECT asset, (datetime AT TIME ZONE 'UTC')::date AS date, sum(amount) AS amount,
    array_agg(source || ' ' || external_id || CASE leg WHEN 1 THEN ' in' WHEN 2 THEN ' out' ELSE ' fee' END ORDER BY external_id)
FROM binance_reconciliation_transfers
WHERE email = %(email)s AND wallet = %(wallet)s AND measure = %(measure)s AND effective AND txn_subtype = ANY (%(kinds)s::text[])
  AND datetime >= %(first)s::date::timestamp AT TIME ZONE 'UTC' AND datetime < (%(last)s::date + 1)::timestamp AT TIME ZONE 'UTC'
  AND (datetime AT TIME ZONE 'UTC')::time < '00:00:01'
GROUP BY 1, 2
ORDER BY asset COLLATE "C", date
