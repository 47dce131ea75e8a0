-- Bad rows: moves between cross and isolated margin that were read and are neither canonical nor in quarantine, or say another
-- amount than their page. Excluded by rule: moves of other wallets. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'margin_isolated_transfer') }},
expected AS (
    SELECT fid, ordinal, record ->> 'txId' AS external_id, leg, sign * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    JOIN (VALUES ('CROSS_MARGIN', 'ISOLATED_MARGIN', 2, -1), ('ISOLATED_MARGIN', 'CROSS_MARGIN', 1, 1)) AS way (source, target, leg, sign)
        ON (source, target) = (record ->> 'transFrom', record ->> 'transTo')
)
{{ check.unmet('binance_reconciliation_transfers', 'margin_isolated_transfer') }}
