-- Withdrawals (`capital/withdraw/history`) become two legs of binance_reconciliation_transfers: out (2) and fee (3).
-- Grain: account, withdrawal id, leg. The account is debited amount + transactionFee at applyTime. Statuses 0 (mail sent),
-- 2 (awaiting approval), 4 (processing) and 6 (completed) have effect; 1 (cancelled), 3 (rejected) and 5 (failed) give the
-- money back. Withdrawals from the funding wallet (walletType 1) stay raw only.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{% set STATUSES = {
    '0': 'counts', '2': 'counts', '4': 'counts', '6': 'counts', '1': 'failed', '3': 'failed', '5': 'failed'
} -%}
{{ canonical.lock('transfers_withdraw_history') }}

WITH {{ canonical.entries('binance_raw_withdraw_history', 'withdraw_data', 'withdraw_history') }},
parsed AS (
    SELECT *,
        binrecon_name(record ->> 'id') AS external_id,
        binrecon_exact(record ->> 'amount') AS amount,
        binrecon_exact(record ->> 'transactionFee') AS fee,
        binrecon_name(record ->> 'coin') AS asset,
        record ->> 'status' AS status,
        record ->> 'walletType' AS wallet_type,
        binrecon_utc(record ->> 'applyTime') AS at
    FROM entry
),
judged AS (
    SELECT *, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN external_id IS NULL THEN 'id is missing or not a name'
        WHEN amount IS NULL OR amount < 0 THEN 'amount is missing or not exact'
        WHEN fee IS NULL OR fee < 0 THEN 'transactionFee is missing or not exact'
        WHEN asset IS NULL THEN 'coin is missing or not a name'
        WHEN status IS NULL OR status NOT IN ({{ canonical.known(STATUSES) }}) THEN 'status is missing or unknown'
        WHEN wallet_type IS NULL OR wallet_type NOT IN ('0', '1') THEN 'walletType is missing or unknown'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'applyTime is missing or impossible'
    END AS reason
    FROM parsed
),
{{ canonical.settled() }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at,
        CASE WHEN record ? 'completeTime' THEN binrecon_utc(record ->> 'completeTime') ELSE at END AS filed_at, status,
        side.leg, side.txn_type, side.txn_subtype, asset, side.amount,
        wallet_type = '0' AS touches_spot, {{ canonical.standing('status', STATUSES) }} AS standing,
        record ->> 'address' AS counter_party, record ->> 'network' AS network, record ->> 'txId' AS txn_hash
    FROM newest
    CROSS JOIN LATERAL (VALUES
        (2::smallint, 'transfer_out', 'withdraw', -amount),
        (3, 'txn_fee', 'withdraw_fee', -fee)
    ) AS side (leg, txn_type, txn_subtype, amount)
),
{{ canonical.transfers('withdraw', 'withdraw_history', 'binance_raw_withdraw_history', listed='filed_at', final="held.status = '6'") }}
{{ canonical.refuse('binance_raw_withdraw_history', 'withdraw_data', said='doubted') }}
