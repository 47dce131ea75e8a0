-- Bad rows: moves between SPOT and isolated margin that were read and are neither canonical nor in quarantine, or say another
-- amount than their page. Excluded by rule: moves of other wallets. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'margin_transfer') }},
expected AS (
    SELECT fid, ordinal, record ->> 'txId' AS external_id, CASE record ->> 'transFrom' WHEN 'SPOT' THEN 2 ELSE 1 END AS leg,
        CASE record ->> 'transFrom' WHEN 'SPOT' THEN -1 ELSE 1 END * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    WHERE (record ->> 'transFrom', record ->> 'transTo') IN (('SPOT', 'ISOLATED_MARGIN'), ('ISOLATED_MARGIN', 'SPOT'))
)
{{ check.unmet('binance_reconciliation_transfers', 'margin_transfer') }}
