-- The one list that tells everything that moved a wallet becomes one leg a row of binance_reconciliation_transfers: in (1) where
-- the amount is not below zero, out (2) where it is. Every kind is cash of its asset, known or not; the kind is that of the leg.
-- Grain: account and row. Where the list gives rows an id of their own, that names them, and a reading that says two things of one
-- id is believed in neither. Where it does not (tranId of an income is shared by rows of several types, and may be by several
-- assets or sides of a position), a row is named by all that it says; equal rows of one page are as many facts, numbered (`:2`).
-- Pages overlap at the moment where one ends and the next begins, which one of them holds whole: so rows are numbered page by page,
-- and an equal number is one fact.
-- This list alone tells the wallet's leg of a transfer. A rerun is safe: newest evidence wins, and a row is written only where
-- something is distinct.
-- Parameters: email, wallet. Statements of one transaction. `source` is the list's description, with a Ledger.
{% import 'macros/canonical.sql' as canonical -%}
{% set told = source.booking -%}
{{ canonical.lock('transfers_' ~ source.name) }}

WITH {{ canonical.entries('binance_raw_product_history', 'product_data', source.name) }},
parsed AS (
    SELECT fid, reading, key, received_at, ordinal,{% if not told.numbered %} record,{% endif %}
        jsonb_typeof(record) = 'object' AS is_object,
        nullif(record ->> 'symbol', '') AS symbol,
        record ->> '{{ told.number }}' ~ '^[0-9]+$' AS good_number,
        concat_ws(':'{% for field in told.names %}, coalesce(record ->> '{{ field }}', ''){% endfor %}) AS said,
        binrecon_name(record ->> '{{ told.kind }}') AS kind,
        binrecon_exact(record ->> '{{ told.amount }}') AS amount,
        binrecon_name(record ->> 'asset') AS asset,
        binrecon_ms(record ->> '{{ told.time }}') AS at
    FROM entry
    -- So that each field is read once, however often it is named below.
    OFFSET 0
),
named AS (
    SELECT *, (said{% if told.numbered %} || coalesce(':' || trim_scale(amount), ''){% endif %}) COLLATE "C" AS name FROM parsed
),
{%- if told.numbered %}
counted AS (
    SELECT *, row_number() OVER (PARTITION BY fid, name ORDER BY ordinal) AS nth FROM named
),
{%- endif %}
judged AS (
    SELECT *, name{% if told.numbered %} || CASE WHEN nth > 1 THEN ':' || nth ELSE '' END{% endif %} AS external_id, CASE
        WHEN NOT is_object THEN 'not an object'
        WHEN kind IS NULL THEN '{{ told.kind }} is missing or not a name'
        WHEN good_number IS NOT TRUE THEN '{{ told.number }} is missing or not a number'
        WHEN amount IS NULL THEN '{{ told.amount }} is missing or not exact'
        WHEN asset IS NULL THEN 'asset is missing or not a name'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN '{{ told.time }} is missing or impossible'
    END AS reason
    FROM {{ 'counted' if told.numbered else 'named' }}
),
{%- if told.numbered %}
compared AS (
    SELECT *, false AS contested FROM judged
),
refused AS (
    SELECT fid, ordinal, reason, at FROM compared WHERE reason IS NOT NULL
),
newest AS (
    SELECT DISTINCT ON (external_id) * FROM compared WHERE reason IS NULL ORDER BY external_id, received_at DESC, fid DESC, ordinal
),
{%- else %}
{{ canonical.settled() }},
{%- endif %}
leg AS (
    SELECT fid, ordinal, received_at, external_id, at, 'LISTED' AS status, side.leg, side.txn_type, kind AS txn_subtype, asset, amount,
        true AS touches_spot, 'counts' AS standing, symbol AS counter_party, NULL AS network,
        NULL AS txn_hash
    FROM newest
    JOIN (VALUES (false, 1::smallint, 'transfer_in'), (true, 2, 'transfer_out')) AS side (goes_out, leg, txn_type)
        ON side.goes_out = (amount < 0)
),
{{ canonical.transfers(source.name, source.name, 'binance_raw_product_history') }}
{{ canonical.refuse('binance_raw_product_history', 'product_data', said='doubted') }}
