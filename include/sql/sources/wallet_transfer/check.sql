-- Bad rows: transfers between own wallets that were read and are neither canonical nor in quarantine, or say another amount
-- than their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_transfer_between_wallets', 'transfer_data', 'wallet_transfer') }},
expected AS (
    SELECT fid, ordinal, record ->> 'tranId' AS external_id, CASE WHEN left(key, 5) = 'MAIN_' THEN 2 ELSE 1 END AS leg,
        CASE WHEN left(key, 5) = 'MAIN_' THEN -1 ELSE 1 END * binrecon_exact(record ->> 'amount') AS amount
    FROM record
)
{{ check.unmet('binance_reconciliation_transfers', 'wallet_transfer') }}
