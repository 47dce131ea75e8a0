-- Transfers between an account's own wallets (`asset/transfer`, one type a call) become its SPOT leg of
-- binance_reconciliation_transfers: types MAIN_x out (2), types x_MAIN in (1).
-- Grain: account, tranId, leg; tranId and the way its type goes (in or out) name a record. A record whose type is not the
-- one that was asked for is refused.
-- Only CONFIRMED has effect. A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- What a list of transfers between accounts, or of margin, tells under the same id counts here: see told_twice.sql and
-- told_beside_margin.sql.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{% set STATUSES = {'CONFIRMED': 'counts', 'PENDING': 'pending', 'FAILED': 'failed'} -%}
{{ canonical.lock('transfers_account_transfer') }}

WITH {{ canonical.entries('binance_raw_transfer_between_wallets', 'transfer_data', 'wallet_transfer') }},
parsed AS (
    SELECT *,
        record ->> 'tranId' AS external_id,
        binrecon_exact(record ->> 'amount') AS amount,
        binrecon_name(record ->> 'asset') AS asset,
        record ->> 'type' AS type,
        left(record ->> 'type', 5) = 'MAIN_' AS leaves,
        right(record ->> 'type', 5) = '_MAIN' AS arrives,
        record ->> 'status' AS status,
        binrecon_ms(record ->> 'timestamp') AS at
    FROM entry
),
judged AS (
    SELECT *, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN external_id IS NULL OR external_id !~ '^[1-9][0-9]*$' THEN 'tranId is missing or not a number'
        WHEN amount IS NULL OR amount < 0 THEN 'amount is missing or not exact'
        WHEN asset IS NULL THEN 'asset is missing or not a name'
        WHEN type IS NULL OR type <> key THEN 'type is missing or not the one asked for'
        WHEN leaves = arrives THEN 'type names SPOT on neither or both sides'
        WHEN status IS NULL OR status NOT IN ({{ canonical.known(STATUSES) }}) THEN 'status is missing or unknown'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'timestamp is missing or impossible'
    END AS reason
    FROM parsed
),
{{ canonical.settled('external_id, arrives') }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, status, side.leg, side.txn_type, 'wallet_transfer' AS txn_subtype, asset,
        side.amount, true AS touches_spot, {{ canonical.standing('status', STATUSES) }} AS standing, side.counter_party,
        NULL AS network, NULL AS txn_hash
    FROM newest
    JOIN LATERAL (VALUES
        (true, 1::smallint, 'transfer_in', amount, left(type, -5)),
        (false, 2, 'transfer_out', -amount, substr(type, 6))
    ) AS side (arrives, leg, txn_type, amount, counter_party) USING (arrives)
),
{{ canonical.transfers('wallet_transfer', 'wallet_transfer', 'binance_raw_transfer_between_wallets', shared='account_transfer') }}
{{ canonical.refuse('binance_raw_transfer_between_wallets', 'transfer_data', said='doubted') }}
{% include 'sources/told_twice.sql' %}
{% include 'sources/told_beside_margin.sql' %}
