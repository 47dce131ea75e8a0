-- Purpose: the transfer legs that may account for a variance of an account-day: those of the days around it (settlement_wait)
-- whose two times lie on two days, and, of the day and as many days before it, those that are pending (with the legs of their records
-- in other assets) and withdrawals that failed. What is of another wallet or measure, told by another list or no longer listed is
-- none.
-- Grain: one row per leg, of the assets asked for but for those others, in the order of source, record and leg. other_at: insertTime of a deposit that
-- is booked at its completeTime, completeTime of a withdrawal, which is booked at its applyTime, for a transfer between own accounts
-- or wallets the time of its other end, and a day later for earnings of mining, which are booked on the mining day; else NULL.
-- A record that stands twice on one page is one record.
-- Safe to run again: reads only. Parameters: email, day (date), wallet, assets (text[]), settlement_wait (days).
WITH near AS (
    SELECT pid, source, fid, external_id, leg, txn_subtype, asset, amount, datetime, standing, status, counter_party
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance' AND asset = ANY (%(assets)s)
      AND datetime >= (%(day)s::date - %(settlement_wait)s::int)::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + %(settlement_wait)s::int + 1)::timestamp AT TIME ZONE 'UTC'
      AND (
          standing = 'counts' AND source IN ('deposit', 'withdraw', 'account_transfer', 'mining_earnings')
          OR standing = 'counts' AND match_id IS NOT NULL
          OR standing = 'pending' AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
          OR standing = 'failed' AND source = 'withdraw' AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
      )
), told AS (
    SELECT 'deposit' AS source, raw.id AS fid, item.record ->> 'id' AS external_id,
           binrecon_ms(item.record ->> 'insertTime') AS other_at
    FROM binance_raw_deposit_history AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.deposit_data) AS item (record)
    WHERE raw.id IN (SELECT fid FROM near WHERE source = 'deposit' AND standing = 'counts')
      AND jsonb_typeof(raw.deposit_data) = 'array' AND item.record ? 'completeTime'
    UNION
    SELECT 'withdraw', raw.id, item.record ->> 'id', binrecon_utc(item.record ->> 'completeTime')
    FROM binance_raw_withdraw_history AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.withdraw_data) AS item (record)
    WHERE raw.id IN (SELECT fid FROM near WHERE source = 'withdraw' AND standing = 'counts')
      AND jsonb_typeof(raw.withdraw_data) = 'array' AND item.record ? 'completeTime'
), dated AS (
    SELECT near.*, coalesce(
               told.other_at, sent.received_at, received.sent_at,
               CASE WHEN near.source = 'mining_earnings' THEN near.datetime + interval '1 day' END
           ) AS other_at
    FROM near
    LEFT JOIN told USING (source, fid, external_id)
    LEFT JOIN binance_transfer_matches AS sent
        ON near.source NOT IN ('deposit', 'withdraw') AND sent.out_pid = near.pid AND sent.taken_back_at IS NULL
    LEFT JOIN binance_transfer_matches AS received
        ON near.source NOT IN ('deposit', 'withdraw') AND received.in_pid = near.pid AND received.taken_back_at IS NULL
)
SELECT source, record, leg, subtype, asset, amount, at, standing, status, other_at, party, txn_hash
FROM (
    SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at, standing, status, other_at,
           coalesce(counter_party, '') AS party, '' AS txn_hash
    FROM dated
    WHERE standing <> 'counts' OR (datetime AT TIME ZONE 'UTC')::date <> (other_at AT TIME ZONE 'UTC')::date
    UNION ALL
    SELECT other.source, other.external_id, other.leg, other.txn_subtype, other.asset, other.amount, other.datetime, other.standing,
           other.status, NULL, coalesce(other.counter_party, ''), ''
    FROM binance_reconciliation_transfers AS other
    WHERE other.email = %(email)s AND other.wallet = %(wallet)s AND other.measure = 'balance' AND other.standing = 'pending'
      AND other.asset <> ALL (%(assets)s)
      AND (other.source, other.external_id) IN (SELECT source, external_id FROM near WHERE standing = 'pending')
) AS candidate
ORDER BY source COLLATE "C", record, leg, asset COLLATE "C"
