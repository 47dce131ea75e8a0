-- Deposits (`capital/deposit/hisrec`) become one leg each of binance_reconciliation_transfers: in (1).
-- Grain: account, deposit id. It counts from completeTime, else insertTime; status 1 (success) and 6 (credited, not to be
-- withdrawn yet) have effect, 0, 2, 7 and 8 have none. Deposits to the funding wallet (walletType 1) stay raw only.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{% set STATUSES = {'0': 'pending', '8': 'pending', '1': 'counts', '6': 'counts', '2': 'failed', '7': 'failed'} -%}
{{ canonical.lock('transfers_deposit_history') }}

WITH {{ canonical.entries('binance_raw_deposit_history', 'deposit_data', 'deposit_history') }},
parsed AS (
    SELECT *,
        binrecon_name(record ->> 'id') AS external_id,
        binrecon_exact(record ->> 'amount') AS amount,
        binrecon_name(record ->> 'coin') AS asset,
        record ->> 'status' AS status,
        record ->> 'walletType' AS wallet_type,
        binrecon_ms(coalesce(record ->> 'completeTime', record ->> 'insertTime')) AS at
    FROM entry
),
judged AS (
    SELECT *, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN external_id IS NULL THEN 'id is missing or not a name'
        WHEN amount IS NULL OR amount < 0 THEN 'amount is missing or not exact'
        WHEN asset IS NULL THEN 'coin is missing or not a name'
        WHEN status IS NULL OR status NOT IN ({{ canonical.known(STATUSES) }}) THEN 'status is missing or unknown'
        WHEN wallet_type IS NULL OR wallet_type NOT IN ('0', '1') THEN 'walletType is missing or unknown'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'time is missing or impossible'
    END AS reason
    FROM parsed
),
{{ canonical.settled() }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, binrecon_ms(record ->> 'insertTime') AS filed_at, status,
        1::smallint AS leg, 'transfer_in' AS txn_type,
        'deposit' AS txn_subtype, asset, amount, wallet_type = '0' AS touches_spot, {{ canonical.standing('status', STATUSES) }} AS standing,
        record ->> 'sourceAddress' AS counter_party, record ->> 'network' AS network, record ->> 'txId' AS txn_hash
    FROM newest
),
{{ canonical.transfers('deposit', 'deposit_history', 'binance_raw_deposit_history', listed='filed_at', final="held.status = '1'") }}
{{ canonical.refuse('binance_raw_deposit_history', 'deposit_data', said='doubted') }}
