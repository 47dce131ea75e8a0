-- Purpose: the transfer legs that may account for a variance of an account-day: those of the fourteen days around it whose two
-- times lie on two days, and those without effect of the day and the fourteen days before it.
-- Grain: one row per leg of the assets asked for, in the order of source, record and leg. other_at: insertTime of a deposit that
-- is booked at its completeTime, completeTime of a withdrawal, which is booked at its applyTime, for a transfer between own
-- accounts the time of its other end, and a day later for earnings of mining, which are booked on the mining day; else NULL.
-- A record that stands twice on one page is one record.
-- Safe to run again: reads only. Parameters: email, day (date), assets (text[]).
WITH near AS (
    SELECT pid, source, fid, external_id, leg, txn_subtype, asset, amount, datetime, effective, status
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = 'SPOT' AND asset = ANY (%(assets)s)
      AND datetime >= (%(day)s::date - 14)::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 15)::timestamp AT TIME ZONE 'UTC'
      AND (effective AND source IN ('deposit', 'withdraw', 'account_transfer', 'mining_earnings')
           OR standing IN ('pending', 'failed'))
), told AS (
    SELECT 'deposit' AS source, raw.id AS fid, item.record ->> 'id' AS external_id,
           binrecon_ms(item.record ->> 'insertTime') AS other_at
    FROM binance_raw_deposit_history AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.deposit_data) AS item (record)
    WHERE raw.id IN (SELECT fid FROM near WHERE source = 'deposit' AND effective)
      AND jsonb_typeof(raw.deposit_data) = 'array' AND item.record ? 'completeTime'
    UNION
    SELECT 'withdraw', raw.id, item.record ->> 'id', binrecon_utc(item.record ->> 'completeTime')
    FROM binance_raw_withdraw_history AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.withdraw_data) AS item (record)
    WHERE raw.id IN (SELECT fid FROM near WHERE source = 'withdraw' AND effective)
      AND jsonb_typeof(raw.withdraw_data) = 'array' AND item.record ? 'completeTime'
), dated AS (
    SELECT near.*, coalesce(
               told.other_at, sent.received_at, received.sent_at,
               CASE WHEN near.source = 'mining_earnings' THEN near.datetime + interval '1 day' END
           ) AS other_at
    FROM near
    LEFT JOIN told USING (source, fid, external_id)
    LEFT JOIN binance_transfer_matches AS sent
        ON near.source = 'account_transfer' AND sent.out_pid = near.pid AND sent.taken_back_at IS NULL
    LEFT JOIN binance_transfer_matches AS received
        ON near.source = 'account_transfer' AND received.in_pid = near.pid AND received.taken_back_at IS NULL
)
SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at, effective, status, other_at
FROM dated
WHERE CASE WHEN effective
           THEN (datetime AT TIME ZONE 'UTC')::date <> (other_at AT TIME ZONE 'UTC')::date
           ELSE datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC' END
ORDER BY source COLLATE "C", external_id, leg
