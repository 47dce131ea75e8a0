-- Bad rows: sides of the sub-account in cross margin that were read and are neither canonical nor in quarantine, or say another
-- amount than their page. Excluded by rule: its other wallets. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_transfer_between_account_sub', 'transfer_data', 'margin_sub_user_history') }},
expected AS (
    SELECT fid, ordinal, record ->> 'tranId' AS external_id, leg, sign * binrecon_exact(record ->> 'qty') AS amount
    FROM record
    JOIN (VALUES ('1', 1, 'toAccountType', 1), ('2', 2, 'fromAccountType', -1)) AS side (type, leg, field, sign)
        ON record ->> 'type' = side.type
    WHERE record ->> field = 'MARGIN'
)
{{ check.unmet('binance_reconciliation_transfers', 'margin_account_transfer') }}
