-- Bad rows: withdrawals from SPOT whose amount or fee was read and is neither canonical nor in quarantine, or says another
-- amount than its page. Excluded by rule: the funding wallet. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_withdraw_history', 'withdraw_data', 'withdraw_history') }},
expected AS (
    SELECT fid, ordinal, record ->> 'id' AS external_id, leg, -binrecon_exact(record ->> field) AS amount
    FROM record
    CROSS JOIN (VALUES (2, 'amount'), (3, 'transactionFee')) AS part (leg, field)
    WHERE record ->> 'walletType' IS DISTINCT FROM '1'
)
{{ check.unmet('binance_reconciliation_transfers', 'withdraw') }}
