-- Income of USD-M futures (`fapi/v1/income`) becomes one leg a row of binance_reconciliation_transfers: in (1) where `income` is
-- not below zero, out (2) where it is. Every type is cash of its asset, known or not; the type is the kind of the leg.
-- Grain: account and row. tranId is shared by rows of several types, and may be by several assets or sides of a position: a row
-- is named by all that it says. Equal rows of one page are as many facts, numbered (`:2`). Pages overlap at the moment where
-- one ends and the next begins, which one of them holds whole: so rows are numbered page by page, and an equal number is one fact.
-- This list alone tells the futures leg of a transfer. A rerun is safe: newest evidence wins, and a row is written only where
-- something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{{ canonical.lock('transfers_um_income') }}

WITH {{ canonical.entries('binance_raw_product_history', 'product_data', 'um_income') }},
parsed AS (
    SELECT *,
        binrecon_name(record ->> 'incomeType') AS kind,
        record ->> 'tranId' AS tran_id,
        binrecon_exact(record ->> 'income') AS amount,
        binrecon_name(record ->> 'asset') AS asset,
        binrecon_ms(record ->> 'time') AS at
    FROM entry
),
named AS (
    SELECT *, concat_ws(
        ':', kind, tran_id, asset, coalesce(record ->> 'symbol', ''), coalesce(record ->> 'tradeId', ''), record ->> 'time',
        trim_scale(amount)
    ) AS name
    FROM parsed
),
counted AS (
    SELECT *, row_number() OVER (PARTITION BY fid, name ORDER BY ordinal) AS nth FROM named
),
judged AS (
    SELECT *, name || CASE WHEN nth > 1 THEN ':' || nth ELSE '' END AS external_id, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN kind IS NULL THEN 'incomeType is missing or not a name'
        WHEN tran_id IS NULL OR tran_id !~ '^[0-9]+$' THEN 'tranId is missing or not a number'
        WHEN amount IS NULL THEN 'income is missing or not exact'
        WHEN asset IS NULL THEN 'asset is missing or not a name'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'time is missing or impossible'
    END AS reason
    FROM counted
),
compared AS (
    SELECT *, false AS contested FROM judged
),
refused AS (
    SELECT fid, ordinal, reason, at FROM compared WHERE reason IS NOT NULL
),
newest AS (
    SELECT DISTINCT ON (external_id) * FROM compared WHERE reason IS NULL ORDER BY external_id, received_at DESC, fid DESC, ordinal
),
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, 'LISTED' AS status, side.leg, side.txn_type, kind AS txn_subtype, asset, amount,
        true AS touches_spot, 'counts' AS standing, nullif(record ->> 'symbol', '') AS counter_party, NULL AS network,
        NULL AS txn_hash
    FROM newest
    JOIN (VALUES (false, 1::smallint, 'transfer_in'), (true, 2, 'transfer_out')) AS side (goes_out, leg, txn_type)
        ON side.goes_out = (amount < 0)
),
{{ canonical.transfers('um_income', 'um_income', 'binance_raw_product_history') }}
{{ canonical.refuse('binance_raw_product_history', 'product_data', said='doubted') }}
