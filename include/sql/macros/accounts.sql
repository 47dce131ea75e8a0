{#- Transfers between accounts and their wallets, told with the e-mail and the wallet of both ends, become the account's own legs of
    binance_reconciliation_transfers: in (1), out (2), or both when a transfer names its wallet on both sides, which then comes to
    zero. `time` names the field with the time, `wallet` is what the list calls the wallet. Only SUCCESS has effect. `source` is what the rows
    are called and `shared` the source of the list of own wallets, which tells what both tell; `kept` are the legs that become rows.
    Whoever uses it includes told_beside_margin.sql after it. -#}
{%- import 'macros/canonical.sql' as canonical -%}

{%- set STATUSES = {
    'SUCCESS': 'counts', 'PROCESS': 'pending', 'PENDING': 'pending', 'FAILURE': 'failed', 'FAILED': 'failed'
} -%}
{%- set OF_SUB = {'SUCCESS': 'counts', 'PROCESS': 'pending', 'FAILURE': 'failed'} -%}
{%- set CONFIRMED = {'CONFIRMED': 'counts', 'PENDING': 'pending', 'FAILED': 'failed'} -%}

{%- macro between_accounts(
    endpoint, raw_table, data, time, wallet, source='account_transfer', shared='wallet_transfer', kept='is_own'
) -%}
{{ canonical.lock('transfers_account_transfer') }}

WITH {{ canonical.entries(raw_table, data, endpoint) }},
parsed AS (
    SELECT *,
        record ->> 'tranId' AS external_id,
        binrecon_exact(record ->> 'amount') AS amount,
        binrecon_name(record ->> 'asset') AS asset,
        record ->> 'fromEmail' AS sender,
        record ->> 'toEmail' AS receiver,
        record ->> 'fromAccountType' AS sender_wallet,
        record ->> 'toAccountType' AS receiver_wallet,
        record ->> 'status' AS status,
        binrecon_ms(record ->> '{{ time }}') AS at
    FROM entry
),
judged AS (
    SELECT *, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN external_id IS NULL OR external_id !~ '^[1-9][0-9]*$' THEN 'tranId is missing or not a number'
        WHEN amount IS NULL OR amount < 0 THEN 'amount is missing or not exact'
        WHEN asset IS NULL THEN 'asset is missing or not a name'
        WHEN sender IS NULL OR receiver IS NULL THEN 'fromEmail or toEmail is missing'
        WHEN lower(%(email)s) NOT IN (lower(sender), lower(receiver)) THEN 'neither side is this account'
        WHEN sender_wallet IS NULL
             OR sender_wallet NOT IN ('SPOT', 'USDT_FUTURE', 'COIN_FUTURE', 'MARGIN', 'ISOLATED_MARGIN', 'ALPHA')
            THEN 'fromAccountType is missing or unknown'
        WHEN receiver_wallet IS NULL
             OR receiver_wallet NOT IN ('SPOT', 'USDT_FUTURE', 'COIN_FUTURE', 'MARGIN', 'ISOLATED_MARGIN', 'ALPHA')
            THEN 'toAccountType is missing or unknown'
        WHEN status IS NULL OR status NOT IN ({{ canonical.known(STATUSES) }})
            THEN 'status is missing or unknown'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN '{{ time }} is missing or impossible'
    END AS reason
    FROM parsed
),
{{ canonical.settled() }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, status, side.leg, side.txn_type, 'sub_account_transfer' AS txn_subtype,
        asset, side.amount, is_own, is_own AND side.own_wallet = '{{ wallet }}' AS touches_spot,
        {{ canonical.standing('status', STATUSES) }} AS standing, side.counter_party, NULL AS network, NULL AS txn_hash
    FROM newest
    CROSS JOIN LATERAL (VALUES
        (1::smallint, 'transfer_in', amount, receiver, receiver_wallet, sender),
        (2, 'transfer_out', -amount, sender, sender_wallet, receiver)
    ) AS side (leg, txn_type, amount, own, own_wallet, counter_party)
    CROSS JOIN LATERAL (SELECT lower(side.own) = lower(%(email)s)) AS account (is_own)
),
{{ canonical.transfers(source, endpoint, raw_table, kept=kept, shared=shared, yields=true) }}
{{ canonical.refuse(raw_table, data, said='doubted') }}
{%- endmacro %}

{#- Transfers between an account's own wallets, one type a call, become its leg in one of them: `name` is what their types call the
    wallet, `shared` the source of the lists of accounts that may tell the same. Only CONFIRMED has effect. Whoever uses it includes
    told_twice.sql and told_beside_margin.sql after it. -#}
{%- macro between_wallets(endpoint, wallet, name, shared) -%}
{{ canonical.lock('transfers_account_transfer') }}

WITH {{ canonical.entries('binance_raw_transfer_between_wallets', 'transfer_data', endpoint) }},
parsed AS (
    SELECT *,
        record ->> 'tranId' AS external_id,
        binrecon_exact(record ->> 'amount') AS amount,
        binrecon_name(record ->> 'asset') AS asset,
        record ->> 'type' AS type,
        left(record ->> 'type', {{ name | length + 1 }}) = '{{ name }}_' AS leaves,
        right(record ->> 'type', {{ name | length + 1 }}) = '_{{ name }}' AS arrives,
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
        WHEN leaves = arrives THEN 'type names {{ wallet }} on neither or both sides'
        WHEN status IS NULL OR status NOT IN ({{ canonical.known(CONFIRMED) }}) THEN 'status is missing or unknown'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'timestamp is missing or impossible'
    END AS reason
    FROM parsed
),
{{ canonical.settled('external_id, arrives') }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, status, side.leg, side.txn_type, '{{ endpoint }}' AS txn_subtype, asset,
        side.amount, true AS touches_spot, {{ canonical.standing('status', CONFIRMED) }} AS standing, side.counter_party,
        NULL AS network, NULL AS txn_hash
    FROM newest
    JOIN LATERAL (VALUES
        (true, 1::smallint, 'transfer_in', amount, left(type, -{{ name | length + 1 }})),
        (false, 2, 'transfer_out', -amount, substr(type, {{ name | length + 2 }}))
    ) AS side (arrives, leg, txn_type, amount, counter_party) USING (arrives)
),
{{ canonical.transfers(endpoint, endpoint, 'binance_raw_transfer_between_wallets', shared=shared) }}
{{ canonical.refuse('binance_raw_transfer_between_wallets', 'transfer_data', said='doubted') }}
{%- endmacro %}

{#- A sub-account's own transfers, type 1 in (1) where it arrives in the wallet, type 2 out (2) where it leaves it. As between_accounts. -#}
{%- macro of_sub(endpoint, wallet, source='account_transfer', shared='wallet_transfer', kept='touches_spot') -%}
{{ canonical.lock('transfers_account_transfer') }}

WITH {{ canonical.entries('binance_raw_transfer_between_account_sub', 'transfer_data', endpoint) }},
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
        WHEN status IS NULL OR status NOT IN ({{ canonical.known(OF_SUB) }}) THEN 'status is missing or unknown'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'time is missing or impossible'
    END AS reason
    FROM parsed
),
{{ canonical.settled('external_id, direction') }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, status, side.leg, side.txn_type, 'sub_account_transfer' AS txn_subtype,
        asset, side.amount, own_wallet = '{{ wallet }}' AS touches_spot, {{ canonical.standing('status', OF_SUB) }} AS standing,
        coalesce(record ->> 'email', record ->> 'counterParty') AS counter_party, NULL AS network, NULL AS txn_hash
    FROM newest
    JOIN LATERAL (VALUES
        ('1', 1::smallint, 'transfer_in', amount),
        ('2', 2, 'transfer_out', -amount)
    ) AS side (direction, leg, txn_type, amount) USING (direction)
),
{{ canonical.transfers(
    source, endpoint, 'binance_raw_transfer_between_account_sub', kept=kept, shared=shared, yields=true
) }}
{{ canonical.refuse('binance_raw_transfer_between_account_sub', 'transfer_data', said='doubted') }}
{%- endmacro %}
