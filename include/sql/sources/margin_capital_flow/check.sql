-- Bad rows: rows of the ledger that were read and are neither canonical nor in quarantine, or say another amount than their page:
-- whatever sign is shown, its size is the same. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
{% import 'macros/isolated.sql' as isolated -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', source.name) }},
read AS (
    SELECT DISTINCT ON (external_id) fid, ordinal, external_id, record ->> 'type' AS type,
        abs(binrecon_exact(record ->> 'amount')) AS size
    FROM record
    CROSS JOIN LATERAL (SELECT (record ->> 'id'){{ isolated.suffix(source) }} AS external_id) AS named
    ORDER BY external_id, received_at DESC, fid DESC
),
expected AS (
    SELECT read.fid, read.ordinal, read.external_id, held.leg, said.measure, CASE held.leg WHEN 1 THEN size ELSE -size END AS amount
    FROM read
    JOIN (VALUES ('balance'), ('loan')) AS said (measure) ON said.measure = 'balance' OR type = 'REPAY_LIQUIDATION' AND size > 0
    LEFT JOIN binance_reconciliation_transfers AS held
        ON held.email = %(email)s AND held.source = '{{ source.name }}' AND held.external_id = read.external_id
        AND held.measure = said.measure AND held.standing <> 'withdrawn'
)
{{ check.unmet('binance_reconciliation_transfers', source.name, measure='expected.measure') }}
