{#- Parts that the checks share. A check looks at the pages whose window touches the UTC day, so that a day's findings are
    the same whenever it is run, and states for each record what must stand in the canonical table: the rule is written a
    second time, apart from the template. Every check has the parameters email and day (date).

    pages_of_day  `record` (fid, key, received_at, ordinal, record, nth): what was read of those pages of complete readings
                  and is not in quarantine; nth numbers what stands more than once in a reading, NULL for the first
    fills   `expected` from records with the money fields of a trade; `id` is the expression of external_id
    unmet   from `expected` (fid, ordinal, external_id, leg, amount): legs that are missing or say another amount; `measure` is
            its column that says which measure a leg moves, where that is not the balance of all of them -#}

{%- macro pages_of_day(raw_table, data, endpoint) -%}
record AS (
    SELECT raw.id AS fid, raw.key, raw.received_at, item.ordinal, item.record,
        nullif(row_number() OVER (PARTITION BY raw.coverage_id, item.record ORDER BY raw.id, item.ordinal), 1) AS nth
    FROM {{ raw_table }} AS raw
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN jsonb_typeof(raw.{{ data }}) = 'array' THEN raw.{{ data }} ELSE '[null]' END
    ) WITH ORDINALITY AS item (record, ordinal)
    WHERE raw.email = %(email)s AND raw.endpoint = '{{ endpoint }}'
      -- No answer knows of a day before the day begins: this lets the index leave out all older pages.
      AND raw.received_at >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND raw.window_end > %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND raw.window_start < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
      AND NOT EXISTS (
          SELECT FROM binance_pages_pending AS pending
          WHERE pending.raw_table = '{{ raw_table }}' AND pending.page_id = raw.id
      )
      AND NOT EXISTS (
          SELECT FROM binance_collection_coverage AS begun
          WHERE begun.id = raw.coverage_id AND begun.status <> 'complete'
      )
      AND NOT EXISTS (
          SELECT FROM binance_quarantine AS refused
          WHERE refused.raw_table = '{{ raw_table }}' AND refused.fid = raw.id AND refused.ordinal = item.ordinal
      )
)
{%- endmacro %}

{#- The id that the template makes of these fields; `numbered` as there. -#}
{%- macro joined(ids, numbered=true) -%}
{% if numbered -%}
concat_ws(':', {% for id in ids %}record ->> '{{ id }}', {% endfor %}nth)
{%- else -%}
{% for id in ids %}{{ " || ':' || " if not loop.first }}(record ->> '{{ id }}'){% endfor %}
{%- endif %}
{%- endmacro %}

{%- macro fills(id) -%}
expected AS (
    SELECT fid, ordinal, leg, {{ id }} AS external_id,
        sign * binrecon_exact(record ->> CASE WHEN record -> 'isBuyer' = 'true' THEN bought ELSE sold END) AS amount
    FROM record
    CROSS JOIN (VALUES
        (1, 1, 'qty', 'quoteQty'), (2, -1, 'quoteQty', 'qty'), (3, -1, 'commission', 'commission')
    ) AS side (leg, sign, bought, sold)
)
{%- endmacro %}

{%- macro unmet(table, source, measure="'balance'") -%}
SELECT expected.fid, expected.ordinal, expected.external_id, expected.leg,
    CASE WHEN held.pid IS NULL THEN 'read, but neither canonical nor in quarantine' ELSE 'another amount than its page' END
        AS problem
FROM expected
LEFT JOIN {{ table }} AS held
    ON held.email = %(email)s AND held.source = '{{ source }}' AND held.external_id = expected.external_id
    AND held.leg = expected.leg AND held.measure = {{ measure }}
WHERE held.pid IS NULL OR (held.fid = expected.fid AND held.amount IS DISTINCT FROM expected.amount)
{%- endmacro %}
