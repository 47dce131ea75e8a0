-- Bad rows: fills that were read and are neither canonical nor in quarantine, or change the position by another amount than their
-- page says. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% set told = source.booking -%}
WITH {{ check.pages_of_day(source.raw_table, source.data_column, source.name) }},
expected AS (
    SELECT fid, ordinal, {{ check.joined(('symbol', told.number), numbered=false) }}
        {%- if told.side %} || ':' || left(record ->> '{{ told.side }}', 1){% endif %} AS external_id,
        binrecon_exact(record ->> '{{ told.quantity }}')
            {%- if told.side %} * CASE record ->> '{{ told.side }}' WHEN 'SELL' THEN -1 ELSE 1 END
            {%- else %} * CASE record ->> '{{ told.position_side }}' WHEN 'LONG' THEN -1 ELSE 1 END{% endif %} AS quantity,
        {% if told.side and told.position_side %}record ->> '{{ told.position_side }}'{% else %}'BOTH'{% endif %} AS side
    FROM record
)
SELECT expected.fid, expected.ordinal, expected.external_id,
    CASE WHEN held.pid IS NULL THEN 'read, but neither canonical nor in quarantine' ELSE 'another change than its page' END AS problem
FROM expected
LEFT JOIN binance_reconciliation_fills AS held
    ON held.email = %(email)s AND held.source = '{{ source.name }}' AND held.external_id = expected.external_id
WHERE held.pid IS NULL OR (held.fid = expected.fid AND (held.quantity, held.side) IS DISTINCT FROM (expected.quantity, expected.side))
