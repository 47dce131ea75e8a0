-- Purpose: every transfer leg that moved the wallet on one account-day, in [day, next day) UTC.
-- Grain: one row per leg, in the order of time, source, id and leg. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, and those of macros/other_ends.sql.
-- Columns:
--   datetime: when the leg moved the balance, UTC with milliseconds
--   email: the account
--   txn_type: transfer_in, transfer_out or txn_fee
--   txn_subtype: what kind of movement: deposit, withdrawal, reward, loan and so on
--   wallet: the wallet that moved
--   asset: the asset of amount
--   amount: signed, in the asset
--   counter_party: who or what stands at the other end, as the record names it; empty where it names nobody
--   network: the chain of a deposit or withdrawal
--   txn_hash: the transaction hash of a deposit or withdrawal
--   other_end: the wallet and account of a transfer's other end, as far as it is known: matched, not matched there, in a wallet that
--     is not reconciled for that account, or in a counter-wallet without a ledger, which nobody can follow; empty where no record
--     names one
{% import 'macros/other_ends.sql' as ends -%}
WITH leg AS (
    SELECT *
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND effective
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
),
{{ ends.family('leg') }},
{{ ends.places('leg') }},
{{ ends.counters('leg') }},
met AS (
    SELECT leg.pid, far.email, far.wallet, binrecon_pair(far.wallet, far.asset) AS pair
    FROM leg
    JOIN binance_transfer_matches AS held ON held.id = leg.match_id AND held.taken_back_at IS NULL
    JOIN binance_reconciliation_transfers AS far ON far.pid = held.out_pid + held.in_pid - leg.pid
),
far AS (
    SELECT pid, coalesce(met.email, place.email) AS email, coalesce(met.wallet, nullif(place.wallet, ''), leg.wallet) AS wallet,
           coalesce(met.pair, place.pair) AS pair,
           met.pid IS NOT NULL AS is_met
    FROM leg
    LEFT JOIN met USING (pid)
    LEFT JOIN place USING (pid)
    WHERE leg.source <> 'custody_transfer' AND coalesce(met.email, nullif(place.email, '')) IS NOT NULL
),
said AS (
    SELECT pid, is_met, {{ ends.label('far.wallet', 'far.pair') }} || CASE WHEN far.email <> %(email)s THEN ' of ' || far.email ELSE '' END AS place,
        EXISTS (
               SELECT FROM binance_collection_plan AS plan
               WHERE plan.email = far.email AND plan.date = %(day)s AND plan.wallet = far.wallet AND plan.required
           ) AS is_reconciled
    FROM far
)
SELECT datetime, email, txn_type, txn_subtype, leg.wallet, asset, amount, leg.counter_party, network, txn_hash, CASE
           WHEN is_met THEN place
           WHEN is_reconciled THEN 'not matched in ' || place
           WHEN counter.pid IS NOT NULL THEN 'in ' || place || ', a counter-wallet without a ledger'
           ELSE 'in ' || place || ', which is not reconciled'
       END AS other_end
FROM leg
LEFT JOIN said USING (pid)
LEFT JOIN counter USING (pid)
ORDER BY datetime, source COLLATE "C", external_id COLLATE "C", leg.leg
