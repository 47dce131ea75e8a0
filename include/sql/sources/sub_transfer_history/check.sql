-- Bad rows: transfers of the main account with its sub-accounts that were read and are neither canonical nor in quarantine,
-- or say another amount than their page. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_transfer_between_account_main_spot', 'transfer_data', 'sub_transfer_history') }},
expected AS (
    SELECT fid, ordinal, record ->> 'tranId' AS external_id, leg, sign * binrecon_exact(record ->> 'qty') AS amount
    FROM record
    CROSS JOIN (VALUES (1, 'to', 1), (2, 'from', -1)) AS side (leg, email_field, sign)
    WHERE lower(record ->> email_field) = lower(%(email)s)
)
{{ check.unmet('binance_reconciliation_transfers', 'account_transfer') }}
