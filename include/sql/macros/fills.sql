{#- A fill is a fact as soon as any answer tells it: pages of a reading that was cut, which is gone on with, are read too.

    The template of fills, whose records lie in binance_raw_trades: what myTrades lists and what myAllocations lists have the
    same fields of money. `id` names the field with the id and `id_form` how it reads; with `sided` one id may be two rows,
    a buy and a sell; `words`: field -> the one value it may have. `kinds` begins what the two sides are called. Where not every
    record is `quoted`, one without quoteQty has moved price × qty, if that is exact in the eight decimals that money has and below 1e18. With `held` a
    coin is one of the pair's own account (isolated margin). -#}
{%- import 'macros/canonical.sql' as canonical -%}

{%- macro coin(pair, asset, held) -%}
{{ 'binrecon_holding(' ~ pair ~ ', ' ~ asset ~ ')' if held else asset }}
{%- endmacro %}

{%- macro fills(endpoint, source, id, id_form, sided=false, words={}, kinds='spot', quoted=true, held='') -%}
{{ canonical.lock('trades_' ~ endpoint) }}

WITH taken AS (
    DELETE FROM binance_pages_pending AS pending
    USING binance_raw_trades AS raw
    WHERE pending.raw_table = 'binance_raw_trades' AND pending.email = %(email)s AND pending.endpoint = '{{ endpoint }}'
      AND raw.id = pending.page_id
      AND (EXISTS (SELECT FROM binance_exchange_info AS info WHERE info.symbol = raw.symbol) OR raw.trade_data = '[]')
    RETURNING pending.page_id
),
page AS (
    SELECT raw.id, raw.coverage_id AS reading, raw.received_at, raw.symbol,
        {{ coin('raw.symbol', 'info.base_asset', held) }} AS base_asset, {{ coin('raw.symbol', 'info.quote_asset', held) }} AS quote_asset,
        raw.trade_data AS records
    FROM taken
    JOIN binance_raw_trades AS raw ON raw.id = taken.page_id
    JOIN binance_exchange_info AS info ON info.symbol = raw.symbol
),
unread AS (
    SELECT page.*, entry.record, entry.ordinal, identity.external_id, held.pid IS NOT NULL AS held
    FROM page
    CROSS JOIN LATERAL {{ canonical.records('records') }} AS entry (record, ordinal)
    CROSS JOIN LATERAL (
        SELECT page.symbol || ':' || (record ->> '{{ id }}')
            {%- if sided %}
            || CASE record -> 'isBuyer' WHEN 'true' THEN ':B' WHEN 'false' THEN ':S' END
            {%- endif %} AS external_id
    ) AS identity
    LEFT JOIN binance_reconciliation_trades AS held
        ON held.email = %(email)s AND held.source = '{{ source }}' AND held.external_id = identity.external_id AND held.leg = 1
    WHERE held.fid IS DISTINCT FROM page.id
),
parsed AS (
    SELECT id AS fid, reading, ordinal, external_id, held, received_at, symbol, base_asset, quote_asset,
        record ->> 'symbol' = symbol AS same_symbol,
        record ->> '{{ id }}' ~ '{{ id_form }}' AND octet_length(record ->> '{{ id }}') <= 19 AS good_id,
        {% for field in words %}record ->> '{{ field }}' AS "{{ field }}",
        {% endfor -%}
        binrecon_exact(record ->> 'price') AS price,
        binrecon_exact(record ->> 'qty') AS quantity,
        {% if quoted -%}
        binrecon_exact(record ->> 'quoteQty') AS quote_quantity,
        {%- else -%}
        CASE WHEN record ? 'quoteQty' THEN binrecon_exact(record ->> 'quoteQty')
            ELSE trim_scale(binrecon_exact(record ->> 'price') * binrecon_exact(record ->> 'qty')) END AS quote_quantity,
        NOT record ? 'quoteQty' AS is_multiplied,
        {%- endif %}
        binrecon_exact(record ->> 'commission') AS commission,
        {{ coin('symbol', "record ->> 'commissionAsset'", true) if held else "binrecon_name(record ->> 'commissionAsset')" }} AS commission_asset,
        binrecon_ms(record ->> 'time') AS traded_at,
        CASE record -> 'isBuyer' WHEN 'true' THEN true WHEN 'false' THEN false END AS is_buyer,
        CASE record -> 'isMaker' WHEN 'true' THEN true WHEN 'false' THEN false END AS is_maker
    FROM unread
    OFFSET 0
),
judged AS (
    SELECT *, CASE
        WHEN same_symbol IS NOT TRUE THEN 'symbol is missing or not the one asked for'
        WHEN good_id IS NOT TRUE THEN '{{ id }} is missing or not a number'
        WHEN price IS NULL OR price < 0 THEN 'price is missing or not exact'
        WHEN quantity IS NULL OR quantity < 0 THEN 'qty is missing or not exact'
        WHEN quote_quantity IS NULL OR quote_quantity < 0 THEN 'quoteQty is missing or not exact'
        {%- if not quoted %}
        WHEN is_multiplied AND (scale(quote_quantity) > 8 OR quote_quantity >= 1e18) THEN 'quoteQty is missing, and price × qty is not exact'
        {%- endif %}
        WHEN commission IS NULL OR commission < 0 THEN 'commission is missing or not exact'
        WHEN commission_asset IS NULL THEN 'commissionAsset is missing or not a name'
        WHEN traded_at IS NULL OR traded_at > received_at + interval '1 day' THEN 'time is missing or impossible'
        WHEN is_buyer IS NULL THEN 'isBuyer is not true or false'
        WHEN is_maker IS NULL THEN 'isMaker is not true or false'
        {%- for field in words %}
        WHEN "{{ field }}" IS DISTINCT FROM '{{ words[field] }}' THEN '{{ field }} is missing or unknown'
        {%- endfor %}
    END AS reason
    FROM parsed
),
fill AS (
    SELECT *, coalesce(external_id = lag(external_id) OVER evidence, false) AS repeated
    FROM judged
    -- Readable evidence first: a record that cannot be read must not make a good one of the same id a repetition.
    WINDOW evidence AS (ORDER BY external_id, reason IS NOT NULL, received_at, fid, ordinal)
),
differing AS (
    SELECT again.fid, again.ordinal, again.external_id, again.reading = first.reading AS within,
        first.fid AS first_fid, first.ordinal AS first_ordinal,
        first.traded_at AS first_at
    FROM fill AS again
    JOIN fill AS first ON first.external_id = again.external_id AND NOT first.repeated
    WHERE again.repeated AND again.reason IS NULL AND first.reason IS NULL
      AND (again.price, again.quantity, again.quote_quantity, again.commission, again.commission_asset, again.traded_at,
           again.is_buyer, again.is_maker)
          <> (first.price, first.quantity, first.quote_quantity, first.commission, first.commission_asset,
              first.traded_at, first.is_buyer, first.is_maker)
),
leg AS NOT MATERIALIZED (
    SELECT fill.fid, fill.ordinal, fill.external_id, fill.held, fill.repeated, fill.received_at, fill.traded_at,
        fill.symbol, side.*
    FROM fill
    CROSS JOIN LATERAL (VALUES
        (1::smallint, '{{ kinds }}_buy', CASE WHEN is_buyer THEN base_asset ELSE quote_asset END,
            CASE WHEN is_buyer THEN quantity ELSE quote_quantity END, price),
        (2, '{{ kinds }}_sell', CASE WHEN is_buyer THEN quote_asset ELSE base_asset END,
            -CASE WHEN is_buyer THEN quote_quantity ELSE quantity END, price),
        (3, CASE WHEN is_maker THEN 'maker_fee' ELSE 'taker_fee' END, commission_asset,
            -commission, CASE commission_asset WHEN base_asset THEN price WHEN quote_asset THEN 1 END)
    ) AS side (leg, txn_subtype, asset, amount, price)
    WHERE fill.reason IS NULL
),
written AS (
    INSERT INTO binance_reconciliation_trades
        (source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, price, agg_id, evidence_at)
    SELECT '{{ source }}', fid, external_id, leg, traded_at, txn_subtype, %(email)s, %(wallet)s, symbol, asset, amount, price,
        external_id, received_at
    FROM leg
    WHERE NOT held AND NOT repeated
      AND external_id NOT IN (SELECT external_id FROM differing WHERE within)
),
refused AS (
    SELECT fid, ordinal, reason, traded_at AS at FROM fill WHERE reason IS NOT NULL
    UNION ALL
    SELECT fid, ordinal, 'contradicts earlier evidence', {{ canonical.day_in_doubt('traded_at', 'first_at') }}
    FROM fill JOIN differing USING (fid, ordinal) WHERE NOT within
    UNION ALL
    SELECT fill.fid, fill.ordinal, 'same id with other content in one reading', fill.traded_at
    FROM differing JOIN fill
        ON (fill.fid, fill.ordinal) IN
            ((differing.fid, differing.ordinal), (differing.first_fid, differing.first_ordinal))
    WHERE differing.within
    UNION ALL
    SELECT leg.fid, leg.ordinal, 'contradicts earlier evidence',
        {{ canonical.day_in_doubt('leg.traded_at', 'stored.datetime') }}
    FROM leg
    JOIN binance_reconciliation_trades AS stored
        ON stored.email = %(email)s AND stored.source = '{{ source }}' AND stored.external_id = leg.external_id
        AND stored.leg = leg.leg
    WHERE leg.held AND NOT leg.repeated
      AND (stored.datetime, stored.txn_subtype, stored.asset, stored.amount, stored.price)
          IS DISTINCT FROM (leg.traded_at, leg.txn_subtype, leg.asset, leg.amount, leg.price)
)
{{ canonical.refuse('binance_raw_trades', 'trade_data') }}
{%- endmacro %}
