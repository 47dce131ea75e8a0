-- Bad rows: transfers between cross margin and other wallets that were read and are neither canonical nor in quarantine, or say
-- another amount than their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_transfer_between_wallets', 'transfer_data', 'margin_wallet_transfer') }},
expected AS (
    SELECT fid, ordinal, record ->> 'tranId' AS external_id, leg, sign * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    JOIN (VALUES (true, 2, -1), (false, 1, 1)) AS side (leaves, leg, sign) ON leaves = (key ~ '^MARGIN_')
)
{{ check.unmet('binance_reconciliation_transfers', 'margin_wallet_transfer') }}
