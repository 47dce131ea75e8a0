-- Purpose: the own transfers that touch an account-day, each as one thing with two ends, or with one where the other is in a
-- counter-wallet without a ledger.
-- Grain: one row per match in force of which this account is an end and that was sent or received on the day, and one per movement to
-- or from such a wallet on the day, in the order of sending. Safe to run again: reads only. Parameters: email, day (date), wallet, and those of
-- macros/other_ends.sql.
-- Columns:
--   sent_at: when the transfer left, UTC with milliseconds
--   received_at: when it arrived, UTC with milliseconds
--   asset: the asset of both amounts
--   sender: the account it left
--   receiver: the account it reached
--   sent: negative, without a fee, in the asset
--   received: positive, in the asset
--   method: what the match rests on: tran_id, client_tran_id, txn_hash or amount_and_time; or that there is none, as the other end is
--     in a counter-wallet without a ledger: its time, amount and record are then empty
--   matched_on: the id, hash, or amount and time that both ends share
--   sent_record: the sender's record, as source and id
--   received_record: the receiver's record, as source and id
--   sender_wallet: the wallet it left
--   receiver_wallet: the wallet it reached
{% import 'macros/other_ends.sql' as ends -%}
WITH leg AS (
    SELECT *
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND effective AND measure = 'balance'
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
),
{{ ends.family('leg') }},
{{ ends.places('leg') }},
{{ ends.counters('leg') }},
end_to_end AS (
    SELECT matched.id, matched.sent_at, matched.received_at, matched.asset, matched.sender, matched.receiver, matched.sent, matched.received,
           matched.method, matched.matched_on, gone.source || ' ' || gone.external_id AS sent_record,
           come.source || ' ' || come.external_id AS received_record, gone.wallet AS sender_wallet, come.wallet AS receiver_wallet
    FROM binance_reconciliation_transfers AS own
    JOIN binance_transfer_matches AS matched ON matched.id = own.match_id AND matched.taken_back_at IS NULL
    JOIN binance_reconciliation_transfers AS gone ON gone.pid = matched.out_pid
    JOIN binance_reconciliation_transfers AS come ON come.pid = matched.in_pid
    WHERE own.email = %(email)s AND own.wallet = %(wallet)s
      AND own.datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC' - interval '7 days'
      AND own.datetime < (%(day)s::date + 8)::timestamp AT TIME ZONE 'UTC'
      AND %(day)s::date IN ((matched.sent_at AT TIME ZONE 'UTC')::date, (matched.received_at AT TIME ZONE 'UTC')::date)
    GROUP BY matched.id, gone.pid, come.pid
),
one_end AS (
    SELECT leg.*, amount < 0 AS goes, source || ' ' || external_id AS record, counter.wallet AS counter
    FROM leg
    JOIN counter USING (pid)
    WHERE match_id IS NULL
)
SELECT sent_at, received_at, asset, sender, receiver, sent, received, method, matched_on, sent_record, received_record, sender_wallet,
       receiver_wallet
FROM (
    SELECT sent_at AS at, end_to_end.* FROM end_to_end
    UNION ALL
    SELECT datetime, pid, CASE WHEN goes THEN datetime END, CASE WHEN NOT goes THEN datetime END, asset, email, email,
           CASE WHEN goes THEN amount END, CASE WHEN NOT goes THEN amount END, 'none: counter-wallet without a ledger', '',
           CASE WHEN goes THEN record END, CASE WHEN NOT goes THEN record END, CASE WHEN goes THEN wallet ELSE counter END,
           CASE WHEN goes THEN counter ELSE wallet END
    FROM one_end
) AS own
ORDER BY at, own.id
