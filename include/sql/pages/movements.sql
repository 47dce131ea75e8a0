-- Purpose: every movement of one measure of an asset on an account-day, whether it counts or not.
-- Grain: one row per leg, in the order of time, source, id and leg. `matched` is the account and wallet of the other end of a transfer
-- that was matched, else empty. Safe to run again: reads only. Parameters: email, day (date), wallet, asset, measure.
SELECT leg.datetime, leg.txn_type, leg.txn_subtype, leg.amount, leg.effective, leg.standing, leg.source, leg.endpoint, leg.fid,
    leg.external_id, coalesce(leg.counter_party, ''), coalesce(far.email || ' ' || far.wallet, '') AS matched
FROM binance_reconciliation_transfers AS leg
LEFT JOIN binance_transfer_matches AS held ON held.id = leg.match_id AND held.taken_back_at IS NULL
LEFT JOIN binance_reconciliation_transfers AS far ON far.pid = held.out_pid + held.in_pid - leg.pid
WHERE leg.email = %(email)s AND leg.wallet = %(wallet)s AND leg.asset = %(asset)s AND leg.measure = %(measure)s
  AND leg.datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC' AND leg.datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
UNION ALL
SELECT datetime, txn_type, txn_subtype, amount, true, 'counts', source, '', fid, external_id, symbol, ''
FROM binance_reconciliation_trades
WHERE email = %(email)s AND wallet = %(wallet)s AND asset = %(asset)s AND measure = %(measure)s
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC' AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY 1, 7, 10, 2
LIMIT 2000
