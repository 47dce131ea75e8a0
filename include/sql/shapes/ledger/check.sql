-- Bad rows: rows of a ledger that were read and are neither canonical nor in quarantine, or say another amount than their page. Empty
-- is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% set told = source.booking -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
said AS (
    SELECT fid, ordinal, binrecon_exact(record ->> '{{ told.amount }}') AS amount, concat_ws(
        ':'{% for field in told.names %}, coalesce(record ->> '{{ field }}', ''){% endfor %}
        {%- if told.numbered %}, trim_scale(binrecon_exact(record ->> '{{ told.amount }}')){% endif %}
    ) AS name
    FROM record
),
expected AS (
    SELECT fid, ordinal, CASE WHEN amount < 0 THEN 2 ELSE 1 END AS leg, amount,
        {% if told.numbered -%}
        concat_ws(':', name, nullif(row_number() OVER (PARTITION BY fid, name ORDER BY ordinal), 1))
        {%- else %}name{% endif %} AS external_id
    FROM said
)
{{ check.unmet('binance_reconciliation_transfers', source.name) }}
