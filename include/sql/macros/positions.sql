{#- Positions of contracts, as lists at the end of a day say, and what they come to with the fills between two of them.

    amount   the signed size that an `item` of a list tells: by its side where the list names one, else by its sign
    document the answer as it came, where it is an object
    lists    the list of positions in a document, with an item that is no position where there is none
    written  from `position_list` (date, fid, received_at, asked_at, taken_at, items): writes binance_position_days and
             binance_reconciliation_positions. A day of which one position cannot be read is kept as one of which nothing is
             known: a position left out would look like none. One that a readable list leaves out is zero
    unlike   of a check, from `position_list` (date, fid, items): positions that stand otherwise than the list of their day says
    sizes    of the account-day of the parameters, from the rows: `size`, one row per symbol and side that was held or changed -#}

{%- macro amount(positions) -%}
{%- set said = "binrecon_exact(item ->> '" ~ positions.amount ~ "')" -%}
{%- if positions.side -%}
CASE item ->> '{{ positions.side }}' WHEN 'SHORT' THEN -abs({{ said }}) WHEN 'LONG' THEN abs({{ said }}) WHEN 'BOTH' THEN {{ said }} END
{%- else -%}
{{ said }}
{%- endif -%}
{%- endmacro %}

{%- macro document(body) -%}
(CASE WHEN left({{ body }}, 1) = '{' THEN {{ body }}::jsonb END)
{%- endmacro %}

{%- macro lists(document) -%}
CASE jsonb_typeof({{ document }}) WHEN 'array' THEN {{ document }} ELSE '[null]' END
{%- endmacro %}

{%- macro written(source, positions) -%}
position AS (
    SELECT date, fid, binrecon_name(item ->> '{{ positions.symbol }}') AS symbol, {{ amount(positions) }} AS amount, item IS NULL AS none
    FROM position_list
    LEFT JOIN LATERAL jsonb_array_elements(items) AS item ON true
),
sided AS (
    SELECT date, fid, symbol, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS long,
        coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS short,
        bool_and(none OR symbol IS NOT NULL AND amount IS NOT NULL) AS exact
    FROM position
    GROUP BY date, fid, symbol
),
position_day AS (
    SELECT position_list.*, (
        SELECT bool_and(exact AND abs(long) < 1e18 AND abs(short) < 1e18) FROM sided
        WHERE (sided.date, sided.fid) = (position_list.date, position_list.fid)
    ) AS readable
    FROM position_list
),
positions_dated AS (
    INSERT INTO binance_position_days AS held (email, wallet, date, readable, asked_at, taken_at, fid, evidence_at)
    SELECT %(email)s, %(wallet)s, date, readable, asked_at, taken_at, fid, received_at FROM position_day ORDER BY date
    ON CONFLICT (email, wallet, date) DO UPDATE
    SET readable = excluded.readable, asked_at = excluded.asked_at, taken_at = excluded.taken_at, fid = excluded.fid,
        evidence_at = excluded.evidence_at
),
positions_listed AS (
    INSERT INTO binance_reconciliation_positions AS held (source, fid, email, wallet, date, symbol, long, short, evidence_at)
    SELECT '{{ source.name }}', fid, %(email)s, %(wallet)s, date, symbol, long, short, received_at
    FROM position_day
    JOIN sided USING (date, fid)
    WHERE readable AND (long <> 0 OR short <> 0)
    ORDER BY date, symbol
    ON CONFLICT (email, wallet, date, symbol) DO UPDATE
    SET source = excluded.source, fid = excluded.fid, long = excluded.long, short = excluded.short,
        evidence_at = excluded.evidence_at, updated_at = clock_timestamp()
    WHERE (held.long, held.short) <> (excluded.long, excluded.short)
),
positions_absent AS (
    UPDATE binance_reconciliation_positions AS held
    SET source = '{{ source.name }}', fid = day.fid, long = 0, short = 0, evidence_at = day.received_at, updated_at = clock_timestamp()
    FROM position_day AS day
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = day.date AND day.readable
      AND (held.long <> 0 OR held.short <> 0)
      AND NOT EXISTS (
          SELECT FROM sided
          WHERE sided.date = day.date AND sided.fid = day.fid AND sided.symbol = held.symbol AND (sided.long <> 0 OR sided.short <> 0)
      )
)
{%- endmacro %}

{#- The rule a second time, apart from what writes them. -#}
{%- macro unlike(positions) -%}
position AS (
    SELECT date, fid, item ->> '{{ positions.symbol }}' AS symbol, {{ amount(positions) }} AS amount
    FROM position_list
    CROSS JOIN LATERAL jsonb_array_elements(items) AS item
),
position_said AS (
    SELECT date, symbol, side.held AS side, sum(amount) FILTER (WHERE sign(amount) = side.way) AS amount
    FROM position
    CROSS JOIN (VALUES ('long', 1), ('short', -1)) AS side (held, way)
    GROUP BY date, symbol, side.held
),
position_kept AS (
    SELECT held.date, held.symbol, side.held AS side, side.amount
    FROM binance_reconciliation_positions AS held
    JOIN position_list ON position_list.date = held.date
    CROSS JOIN LATERAL (VALUES ('long', held.long), ('short', held.short)) AS side (held, amount)
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s
)
SELECT NULL::bigint AS fid, NULL::bigint AS ordinal, date, symbol AS asset, 'another position than its page' AS problem
FROM position_said
FULL JOIN position_kept USING (date, symbol, side)
JOIN binance_position_days AS day USING (date)
WHERE day.email = %(email)s AND day.wallet = %(wallet)s AND day.readable
  AND coalesce(position_said.amount, 0) <> coalesce(position_kept.amount, 0)
{%- endmacro %}

{#- Lists of ours are taken after midnight: what was filled in between is taken off, as of balances. Where a contract was filled on
    sides of their own, or both are held, each side is a position; else there is one, whatever its sign. -#}
{%- macro sizes() -%}
bound AS (
    SELECT begins, ends, greatest(ends, (
        SELECT taken_at + interval '2 seconds' FROM binance_position_days
        WHERE email = %(email)s AND wallet = %(wallet)s AND date = %(day)s::date AND taken_at >= ends
    )) AS needed
    FROM (
        SELECT %(day)s::date::timestamp AT TIME ZONE 'UTC' AS begins, (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC' AS ends
    ) AS day
),
list_of AS (
    SELECT date, asked_at, taken_at
    FROM binance_position_days
    WHERE email = %(email)s AND wallet = %(wallet)s AND date IN (%(day)s::date - 1, %(day)s::date) AND readable
),
filled AS (
    SELECT symbol, side, quantity, datetime
    FROM binance_reconciliation_fills
    CROSS JOIN bound
    WHERE email = %(email)s AND wallet = %(wallet)s AND datetime >= begins AND datetime < needed
),
held AS (
    SELECT symbol, date, long, short
    FROM binance_reconciliation_positions
    JOIN list_of USING (date)
    WHERE email = %(email)s AND wallet = %(wallet)s
),
term AS (
    SELECT symbol, side.name AS side, CASE WHEN date = %(day)s::date THEN 'actual' ELSE 'opening' END AS kind, side.amount
    FROM held
    CROSS JOIN LATERAL (VALUES ('LONG', long), ('SHORT', short)) AS side (name, amount)
    WHERE side.amount <> 0
    UNION ALL
    SELECT symbol, side, 'fills', quantity FROM filled CROSS JOIN bound WHERE datetime < ends
    UNION ALL
    SELECT filled.symbol, filled.side, CASE WHEN list_of.date = %(day)s::date THEN 'actual' ELSE 'opening' END, -filled.quantity
    FROM list_of
    JOIN filled ON filled.datetime >= (list_of.date + 1)::timestamp AT TIME ZONE 'UTC' AND filled.datetime <= list_of.taken_at
),
sided AS (
    SELECT symbol, NOT bool_or(side = 'BOTH') AND bool_or(apart) AS apart
    FROM (
        SELECT symbol, side, side <> 'BOTH' AS apart FROM filled
        UNION ALL
        SELECT symbol, '', long <> 0 AND short <> 0 FROM held
    ) AS seen
    GROUP BY symbol
),
size AS (
    SELECT symbol, CASE WHEN apart THEN side ELSE 'BOTH' END AS side,
        coalesce(sum(amount) FILTER (WHERE kind = 'opening'), 0) AS opening,
        coalesce(sum(amount) FILTER (WHERE kind = 'fills'), 0) AS fills,
        coalesce(sum(amount) FILTER (WHERE kind = 'actual'), 0) AS actual
    FROM term
    JOIN sided USING (symbol)
    GROUP BY 1, 2
)
{%- endmacro %}

{#- Beside each symbol of `size`, or that the ledger names with trading, why its fills are not known (NULL: they are): the lists of
    fills `lists`, of which those with `by_symbol` are asked contract by contract. -#}
{%- macro fills_known() -%}
asked_for AS (
    SELECT symbol FROM size
    UNION
    SELECT counter_party
    FROM binance_reconciliation_transfers
    CROSS JOIN bound
    WHERE email = %(email)s AND wallet = %(wallet)s AND source = %(ledger)s AND effective AND counter_party IS NOT NULL
      AND txn_subtype = ANY (%(kinds)s::text[]) AND datetime >= begins AND datetime < ends
),
fills_known AS (
    SELECT symbol, min(why) AS why
    FROM asked_for
    CROSS JOIN bound
    CROSS JOIN unnest(%(lists)s::text[], %(by_symbol)s::boolean[]) AS list (name, by_symbol)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT EXISTS (
            SELECT FROM v_binance_readings AS reading
            WHERE reading.email = %(email)s AND reading.endpoint = list.name
              AND reading.key = CASE WHEN list.by_symbol THEN symbol ELSE '' END
              AND reading.window_start <= begins AND reading.window_end >= needed
        ) THEN list.name || ' not read'
        WHEN EXISTS (
            SELECT FROM binance_quarantine AS refused
            WHERE refused.email = %(email)s AND refused.endpoint = list.name
              AND refused.key = CASE WHEN list.by_symbol THEN symbol ELSE '' END
              AND coalesce(refused.exchange_time, refused.window_start) < needed
              AND CASE WHEN refused.exchange_time IS NULL THEN refused.window_end > begins ELSE refused.exchange_time >= begins END
              AND NOT EXISTS (
                  SELECT FROM v_binance_readings AS newer
                  WHERE newer.email = refused.email AND newer.endpoint = refused.endpoint AND newer.key = refused.key
                    AND newer.id > refused.coverage_id AND newer.window_start <= begins AND newer.window_end >= needed
                    AND NOT EXISTS (SELECT FROM binance_quarantine AS again WHERE again.coverage_id = newer.id)
              )
        ) THEN list.name || ' holds what cannot be read'
        END AS why
    ) AS answer
    GROUP BY symbol
)
{%- endmacro %}

{#- `checked`: one row per position of the day, with what its lists and fills come to, and why that says nothing (`why`); and one
    without a symbol for each end of the day of which balances are held and no positions are known. -#}
{%- macro checked() -%}
{{ sizes() }},
{{ fills_known() }},
checked AS (
    SELECT symbol, side, opening, fills, opening + fills AS expected, actual, actual - opening - fills AS difference,
        CASE WHEN (SELECT count(*) FROM list_of) < 2 THEN 'positions of one end of the day are not known'
            WHEN why IS NOT NULL THEN why
            WHEN EXISTS (
                SELECT FROM list_of
                JOIN filled ON filled.symbol = size.symbol AND list_of.taken_at >= (list_of.date + 1)::timestamp AT TIME ZONE 'UTC'
                    AND filled.datetime >= list_of.asked_at - interval '2 seconds'
                    AND filled.datetime <= list_of.taken_at + interval '2 seconds'
            ) THEN 'a fill lies too near to the moment its positions were read'
        END AS why
    FROM size
    JOIN fills_known USING (symbol)
    UNION ALL
    SELECT '', '', NULL, NULL, NULL, NULL, NULL, 'no positions that can be read of the end of ' || held.date
    FROM binance_snapshot_days AS held
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date IN (%(day)s::date - 1, %(day)s::date)
      AND %(lists)s::text[] <> '{}' AND NOT EXISTS (SELECT FROM list_of WHERE list_of.date = held.date)
)
{%- endmacro %}
