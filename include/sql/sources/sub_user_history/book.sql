-- A sub-account's own transfers (`sub-account/transfer/subUserHistory`, the sub's key) become its legs of
-- binance_reconciliation_transfers: type 1 in (1) where it arrives in SPOT, type 2 out (2) where it leaves SPOT.
-- Grain: account, tranId, leg; a move between two wallets of the sub is listed under both types, one leg each, so tranId and
-- type together name a record. Legs in another wallet of the sub are rows without effect.
-- Only SUCCESS has effect. A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- A move to or from isolated margin that is told here counts here: see told_beside_margin.sql.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{% set STATUSES = {'SUCCESS': 'counts', 'PROCESS': 'pending', 'FAILURE': 'failed'} -%}
{{ canonical.lock('transfers_account_transfer') }}

WITH {{ canonical.entries('binance_raw_transfer_between_account_sub', 'transfer_data', 'sub_user_history') }},
parsed AS (
    SELECT *,
        record ->> 'tranId' AS external_id,
        binrecon_exact(record ->> 'qty') AS amount,
        binrecon_name(record ->> 'asset') AS asset,
        record ->> 'type' AS direction,
        CASE record ->> 'type' WHEN '1' THEN record ->> 'toAccountType' ELSE record ->> 'fromAccountType' END AS own_wallet,
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
        WHEN direction IS NULL OR direction NOT IN ('1', '2') THEN 'type is missing or unknown'
        WHEN own_wallet IS NULL
             OR own_wallet NOT IN ('SPOT', 'USDT_FUTURE', 'COIN_FUTURE', 'MARGIN', 'ISOLATED_MARGIN', 'ALPHA')
            THEN 'account type is missing or unknown'
        WHEN status IS NULL OR status NOT IN ({{ canonical.known(STATUSES) }}) THEN 'status is missing or unknown'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'time is missing or impossible'
    END AS reason
    FROM parsed
),
{{ canonical.settled('external_id, direction') }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, status, side.leg, side.txn_type, 'sub_account_transfer' AS txn_subtype,
        asset, side.amount, own_wallet = 'SPOT' AS touches_spot, {{ canonical.standing('status', STATUSES) }} AS standing,
        coalesce(record ->> 'email', record ->> 'counterParty') AS counter_party, NULL AS network, NULL AS txn_hash
    FROM newest
    JOIN LATERAL (VALUES
        ('1', 1::smallint, 'transfer_in', amount),
        ('2', 2, 'transfer_out', -amount)
    ) AS side (direction, leg, txn_type, amount) USING (direction)
),
{{ canonical.transfers('account_transfer', 'sub_user_history', 'binance_raw_transfer_between_account_sub', kept='true', shared='wallet_transfer', yields=true) }}
{{ canonical.refuse('binance_raw_transfer_between_account_sub', 'transfer_data', said='doubted') }}
{% include 'sources/told_beside_margin.sql' %}
