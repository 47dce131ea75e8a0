-- Purpose: rows of a wallet's ledger of a day that stand more than once in one answer under what names a movement: all that says which
-- one it is, without its time and amount.
-- Grain: one row per asset and kind, by both; `once` says whether the copies count as one fact. From the pages of the rows that count.
-- Safe to run again: reads only. Parameters: email, day (date), wallet. `source` is the ledger.
{% set told = source.booking -%}
WITH page AS (
    SELECT DISTINCT fid
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND source = '{{ source.name }}' AND effective
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC' AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
),
copies AS (
    SELECT row ->> 'asset' AS asset, row ->> '{{ told.kind }}' AS kind, count(*) AS listed, count(DISTINCT row) AS contents
    FROM page
    JOIN binance_raw_product_history AS raw ON raw.id = page.fid
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(raw.product_data) WHEN 'array' THEN raw.product_data ELSE '[]' END
    ) AS item (row)
    WHERE binrecon_ms(row ->> '{{ told.time }}') >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND binrecon_ms(row ->> '{{ told.time }}') < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    GROUP BY raw.id, 1, 2{% for field in told.names if field != told.time %}, row ->> '{{ field }}'{% endfor %}
    HAVING count(*) > 1
)
SELECT asset, kind, {{ 'false' if told.numbered else 'bool_and(contents = 1)' }} AS once
FROM copies
WHERE asset IS NOT NULL AND kind IS NOT NULL
GROUP BY asset, kind
ORDER BY asset COLLATE "C", kind
