-- Purpose: trades.csv of one account-day: every leg of every fill and convert in [day, next day) UTC.
-- Grain: one row per leg, in the order of time, source, id and leg. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
SELECT datetime, email, txn_type, txn_subtype, symbol, asset, amount, price
FROM binance_reconciliation_trades
WHERE email = %(email)s AND wallet = %(wallet)s
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY datetime, source COLLATE "C", external_id COLLATE "C", leg
