-- Bad rows: sides of the main account in cross margin that were read and are neither canonical nor in quarantine, or say another
-- amount than their page. Excluded by rule: sides in other wallets or of other accounts. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_transfer_between_account_main_spot', 'transfer_data', 'margin_universal_transfer') }},
expected AS (
    SELECT fid, ordinal, record ->> 'tranId' AS external_id, leg, sign * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    CROSS JOIN (VALUES (1, 'to', 1), (2, 'from', -1)) AS side (leg, name, sign)
    WHERE lower(record ->> (name || 'Email')) = lower(%(email)s) AND record ->> (name || 'AccountType') = 'MARGIN'
)
{{ check.unmet('binance_reconciliation_transfers', 'margin_account_transfer') }}
