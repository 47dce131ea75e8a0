-- Bad rows: deposits to SPOT that were read and are neither canonical nor in quarantine, or say another amount than their
-- page. Excluded by rule: the funding wallet. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_deposit_history', 'deposit_data', 'deposit_history') }},
expected AS (
    SELECT fid, ordinal, record ->> 'id' AS external_id, 1 AS leg, binrecon_exact(record ->> 'amount') AS amount
    FROM record
    WHERE record ->> 'walletType' IS DISTINCT FROM '1'
)
{{ check.unmet('binance_reconciliation_transfers', 'deposit') }}
