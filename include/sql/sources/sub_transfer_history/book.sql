-- Spot transfers between main and sub-accounts (`sub-account/sub/transfer/history`, the main's key) become the main's own
-- legs of binance_reconciliation_transfers: in (1) where the main receives, out (2) where it sends.
-- Grain: account, tranId, leg. The same tranId in `universal_transfer` is the same fact, counted once: that witness, which
-- names the wallets, is believed before this one. The other account's leg comes from that account's own history.
-- Only SUCCESS has effect. A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- A move to or from isolated margin that is told here counts here: see told_beside_margin.sql.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{% set STATUSES = {
    'SUCCESS': 'counts', 'PROCESS': 'pending', 'PENDING': 'pending', 'FAILURE': 'failed', 'FAILED': 'failed'
} -%}
{{ canonical.lock('transfers_account_transfer') }}

WITH {{ canonical.entries('binance_raw_transfer_between_account_main_spot', 'transfer_data', 'sub_transfer_history') }},
parsed AS (
    SELECT *,
        record ->> 'tranId' AS external_id,
        binrecon_exact(record ->> 'qty') AS amount,
        binrecon_name(record ->> 'asset') AS asset,
        record ->> 'from' AS sender,
        record ->> 'to' AS receiver,
        record ->> 'status' AS status,
        binrecon_ms(record ->> 'time') AS at
    FROM entry
),
judged AS (
    SELECT *, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN external_id IS NULL OR external_id !~ '^[1-9][0-9]*$' THEN 'tranId is missing or not a number'
        WHEN amount IS NULL OR amount < 0 THEN 'qty is missing or not exact'
        WHEN asset IS NULL THEN 'asset is missing or not a name'
        WHEN sender IS NULL OR receiver IS NULL THEN 'from or to is missing'
        WHEN lower(%(email)s) NOT IN (lower(sender), lower(receiver)) THEN 'neither side is this account'
        WHEN status IS NULL OR status NOT IN ({{ canonical.known(STATUSES) }})
            THEN 'status is missing or unknown'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'time is missing or impossible'
    END AS reason
    FROM parsed
),
{{ canonical.settled() }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, status, side.leg, side.txn_type, 'sub_account_transfer' AS txn_subtype,
        asset, side.amount, lower(side.own) = lower(%(email)s) AS touches_spot, {{ canonical.standing('status', STATUSES) }} AS standing,
        side.counter_party, NULL AS network, NULL AS txn_hash
    FROM newest
    CROSS JOIN LATERAL (VALUES
        (1::smallint, 'transfer_in', amount, receiver, sender),
        (2, 'transfer_out', -amount, sender, receiver)
    ) AS side (leg, txn_type, amount, own, counter_party)
),
{{ canonical.transfers('account_transfer', 'sub_transfer_history', 'binance_raw_transfer_between_account_main_spot',
    shared='wallet_transfer', yields=true) }}
{{ canonical.refuse('binance_raw_transfer_between_account_main_spot', 'transfer_data', said='doubted') }}
{% include 'sources/told_beside_margin.sql' %}
