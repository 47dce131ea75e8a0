-- Fills of contracts become rows of binance_reconciliation_fills: by how much each changed the position, on which of its sides,
-- and what it made and was charged as it was listed. They move no balance: the wallet's ledger tells of their money.
-- Grain: account, symbol, number, and whether it bought or sold: one that traded with itself is two rows of one number.
-- What a fill did cannot change. One that says otherwise than the row that stands is doubted, and so is a reading that does not
-- list any more what stands: the row stays. A rerun is safe: rows are written once.
-- Parameters: email, wallet. Statements of one transaction. `source` is the list's description, with Fills.
{% import 'macros/canonical.sql' as canonical -%}
{% set told = source.booking -%}
{{ canonical.lock('fills_' ~ source.name) }}

WITH {{ canonical.entries(source.raw_table, source.data_column, source.name) }},
parsed AS (
    SELECT *,
        binrecon_name(record ->> 'symbol') AS symbol,
        record ->> '{{ told.number }}' AS number,
        {% if told.side -%}
        CASE record ->> '{{ told.side }}' WHEN 'BUY' THEN 1 WHEN 'SELL' THEN -1 END AS sign,
        {%- else -%}
        CASE record ->> '{{ told.position_side }}' WHEN 'LONG' THEN -1 WHEN 'SHORT' THEN 1 END AS sign,
        {%- endif %}
        {% if told.side and told.position_side -%}
        CASE WHEN record ->> '{{ told.position_side }}' IN ('BOTH', 'LONG', 'SHORT') THEN record ->> '{{ told.position_side }}' END AS side,
        {%- else -%}
        'BOTH' AS side,
        {%- endif %}
        binrecon_exact(record ->> '{{ told.quantity }}') AS size,
        binrecon_exact(record ->> '{{ told.realized }}') AS realized,
        {% if told.realized_asset %}binrecon_name(record ->> '{{ told.realized_asset }}'){% else %}NULL::text{% endif %} AS realized_asset,
        binrecon_exact(record ->> '{{ told.commission }}') AS commission,
        binrecon_name(record ->> '{{ told.commission_asset }}') AS commission_asset,
        binrecon_ms(record ->> '{{ told.time }}') AS at
    FROM entry
),
judged AS (
    SELECT *, symbol || ':' || number {%- if told.side %} || CASE sign WHEN 1 THEN ':B' ELSE ':S' END{% endif %} AS external_id,
        sign * size AS quantity,
        CASE
            WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
            WHEN symbol IS NULL THEN 'symbol is missing or not a name'
            {%- if source.key_param == 'symbol' %}
            WHEN symbol <> key THEN 'symbol is not the one asked for'
            {%- endif %}
            WHEN number ~ '^[0-9]{1,19}$' IS NOT TRUE THEN '{{ told.number }} is missing or not a number'
            WHEN sign IS NULL THEN '{{ told.side or told.position_side }} is missing or unknown'
            WHEN side IS NULL THEN '{{ told.position_side }} is missing or unknown'
            WHEN size IS NULL OR size < 0 THEN '{{ told.quantity }} is missing or not exact'
            WHEN realized IS NULL THEN '{{ told.realized }} is missing or not exact'
            WHEN commission IS NULL THEN '{{ told.commission }} is missing or not exact'
            WHEN commission_asset IS NULL THEN '{{ told.commission_asset }} is missing or not a name'
            WHEN at IS NULL OR at > received_at + interval '1 day' THEN '{{ told.time }} is missing or impossible'
        END AS reason
    FROM parsed
),
{{ canonical.settled() }},
told AS (
    SELECT newest.*, held.pid IS NOT NULL AS is_held, held.datetime AS held_at,
        (held.datetime, held.side, held.quantity, held.realized, held.commission, held.commission_asset)
            IS DISTINCT FROM (at, newest.side, newest.quantity, newest.realized, newest.commission, newest.commission_asset)
            AND held.pid IS NOT NULL AS contradicts
    FROM newest
    LEFT JOIN binance_reconciliation_fills AS held
        ON held.email = %(email)s AND held.source = '{{ source.name }}' AND held.external_id = newest.external_id
),
written AS (
    INSERT INTO binance_reconciliation_fills
        (source, fid, external_id, datetime, email, wallet, symbol, number, side, quantity, realized, realized_asset, commission,
         commission_asset, evidence_at)
    SELECT '{{ source.name }}', fid, external_id, at, %(email)s, %(wallet)s, symbol, number, side, quantity, realized, realized_asset,
        commission, commission_asset, received_at
    FROM told
    WHERE NOT is_held
    ORDER BY external_id
),
missed AS (
    SELECT DISTINCT ON (held.pid) held.external_id, 1 AS leg, held.symbol AS asset, held.quantity AS amount, held.datetime, true AS counted,
        page.coverage_id AS listed_by, listing.*
    FROM listing
    JOIN binance_reconciliation_fills AS held ON held.email = %(email)s AND held.source = '{{ source.name }}'
        AND held.datetime >= listing.window_start AND held.datetime < listing.window_end
    JOIN {{ source.raw_table }} AS page ON page.id = held.fid AND page.key = listing.key
    WHERE NOT EXISTS (SELECT FROM compared WHERE compared.external_id = held.external_id)
      AND {{ canonical.tells_all(source.name, 'held.datetime', 'held.datetime') }}
    ORDER BY held.pid, listing.ended_at DESC
),
vanished AS (
    {{ canonical.doubt_missed(source.name, source.raw_table) }}
),
doubted AS (
    SELECT fid, ordinal, reason, at FROM refused
    UNION ALL
    SELECT fid, ordinal, '{{ canonical.CONTRADICTS }}', {{ canonical.day_in_doubt('at', 'held_at') }} FROM told WHERE contradicts
)
{{ canonical.refuse(source.raw_table, source.data_column, said='doubted') }}
