-- Purpose: every leg of every fill, convert and other exchange of one account-day, in [day, next day) UTC.
-- Grain: one row per leg, in the order of time, source, id and leg. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
-- Columns:
--   datetime: when the fill or exchange happened, UTC with milliseconds
--   email: the account
--   txn_type: trade
--   txn_subtype: the leg: …_buy is the asset that came in, …_sell the one that went out, whichever side the order had; else a fee
--   symbol: the pair of a fill; both assets of any other exchange, given/received
--   asset: the asset of amount
--   amount: signed, in the asset
--   price: quote per base of a fill, received per given of a convert; empty for other exchanges
SELECT datetime, email, txn_type, txn_subtype, symbol, asset, amount, price
FROM binance_reconciliation_trades
WHERE email = %(email)s AND wallet = %(wallet)s
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY datetime, source COLLATE "C", external_id COLLATE "C", leg
