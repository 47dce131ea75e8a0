-- The ledger of margin (`margin/capital-flow`) becomes legs of binance_reconciliation_transfers, a row each, its type their kind.
-- What other lists tell too stands without effect (told_elsewhere), to be held against them; what this list alone tells counts:
-- returned commissions, and of liquidations fees (3), coins taken or given, and what repaid a debt, which is taken off the loan as
-- well: how much of it was interest is not told.
-- No document says whether `amount` has a sign. Types that take money show it: with a minus all amounts of the account are signed,
-- without one none is. The first such row that was read decides; one that shows it otherwise is refused. Where no amount is signed
-- the types of two sides do not tell their direction: then a liquidation's is refused, and any other stands as UNDIRECTED (1).
-- Grain: account, id, and in isolated margin the pair. An unknown type is refused, and a row that does not name the pair of isolated
-- margin that was asked. A rerun is safe: newest evidence wins, and a row is written only where something
-- is distinct. Parameters: email, wallet. Statements of one transaction. `source` is the list's description.
{% import 'macros/canonical.sql' as canonical -%}
{% import 'macros/isolated.sql' as isolated -%}
{% set gives = ['BORROW', 'BUY_INCOME', 'SELL_INCOME', 'COMMISSION_RETURN'] -%}
{% set takes = ['REPAY', 'BUY_EXPENSE', 'SELL_EXPENSE', 'TRADING_COMMISSION', 'LIQUIDATION_FEE', 'REPAY_LIQUIDATION'] -%}
{% set either = ['TRANSFER', 'BUY_LIQUIDATION', 'SELL_LIQUIDATION', 'OTHER_LIQUIDATION', 'SMALL_BALANCE_CONVERT', 'SMALL_CONVERT'] -%}
{% set alone = ['COMMISSION_RETURN', 'LIQUIDATION_FEE', 'REPAY_LIQUIDATION', 'OTHER_LIQUIDATION'] -%}
{{ canonical.lock('transfers_' ~ source.name) }}

WITH {{ canonical.entries('binance_raw_product_history', 'product_data', source.name) }},
parsed AS (
    SELECT *,
        (record ->> 'id'){{ isolated.suffix(source) }} AS external_id,
        record ->> 'type' AS type,
        binrecon_exact(record ->> 'amount') AS said,
        {{ isolated.held(source, "binrecon_name(record ->> 'asset')") }} AS asset,
        binrecon_ms(record ->> 'timestamp') AS at
    FROM entry
),
shown AS (
    SELECT 0 AS read_now, evidence_at AS received_at, fid, 0::bigint AS ordinal, status = 'SIGNED' AS signed
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND source = '{{ source.name }}' AND txn_subtype IN ({{ canonical.known(takes) }}) AND amount <> 0
    UNION ALL
    SELECT 1, received_at, fid, ordinal, said < 0 FROM parsed WHERE type IN ({{ canonical.known(takes) }}) AND said <> 0
),
way AS (
    SELECT (SELECT signed FROM shown ORDER BY read_now, received_at, fid, ordinal LIMIT 1) AS signed
),
judged AS (
    SELECT *, CASE
            WHEN type IN ({{ canonical.known(gives) }}) THEN abs(said)
            WHEN type IN ({{ canonical.known(takes) }}) THEN -abs(said)
            ELSE said
        END AS amount,
        type IN ({{ canonical.known(either) }}) AND said > 0 AND signed IS NOT TRUE AS undirected,
        CASE
            WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
            WHEN coalesce(record ->> 'id', '') !~ '^[0-9]+$' THEN 'id is missing or not a number'
            WHEN type IS NULL OR type NOT IN ({{ canonical.known(gives + takes + either) }}) THEN 'type is missing or unknown'
            {%- if isolated.is_isolated(source) %}
            WHEN {{ isolated.other_pair(source, 'symbol') }} THEN '{{ isolated.words(source) }}'
            {%- endif %}
            WHEN said IS NULL THEN 'amount is missing or not exact'
            WHEN asset IS NULL THEN 'asset is missing or not a name'
            WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'timestamp is missing or impossible'
            WHEN type IN ({{ canonical.known(gives) }}) AND said < 0 THEN 'amount has another sign than its type'
            WHEN type IN ({{ canonical.known(takes) }}) AND said <> 0 AND (said < 0) <> signed
                THEN 'amount is signed otherwise than before'
            WHEN type IN ({{ canonical.known(either) }}) AND said < 0 AND signed IS FALSE
                THEN 'amount is signed otherwise than before'
            WHEN type = 'OTHER_LIQUIDATION' AND said > 0 AND signed IS NOT TRUE
                THEN 'whether it came or went is not told'
        END AS reason
    FROM parsed
    CROSS JOIN way
),
{{ canonical.settled() }},
leg AS (
    SELECT fid, ordinal, received_at, external_id, at,
        CASE WHEN undirected THEN 'UNDIRECTED' WHEN said < 0 THEN 'SIGNED' ELSE 'PLAIN' END AS status, side.leg, side.txn_type,
        type AS txn_subtype, asset, amount, true AS touches_spot,
        CASE WHEN type IN ({{ canonical.known(alone) }}) THEN 'counts' ELSE 'told_elsewhere' END AS standing,
        nullif(record ->> 'symbol', '') AS counter_party, NULL AS network, NULL AS txn_hash, side.measure
    FROM newest
    JOIN LATERAL (VALUES
        (amount >= 0, 1::smallint, 'transfer_in', 'balance'),
        (amount < 0 AND type <> 'LIQUIDATION_FEE', 2, 'transfer_out', 'balance'),
        (amount < 0 AND type = 'LIQUIDATION_FEE', 3, 'txn_fee', 'balance'),
        (amount < 0 AND type = 'REPAY_LIQUIDATION', 2, 'transfer_out', 'loan')
    ) AS side (is_so, leg, txn_type, measure) ON side.is_so
),
{{ canonical.transfers(source.name, source.name, 'binance_raw_product_history', measure='leg.measure') }}
{{ canonical.refuse('binance_raw_product_history', 'product_data', said='doubted') }}
