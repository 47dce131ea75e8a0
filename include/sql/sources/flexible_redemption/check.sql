-- Bad rows: sides of redemptions that were read and are neither canonical nor in quarantine, or say another amount than
-- their page. Excluded by rule: what goes to the funding wallet. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'flexible_redemption') }},
expected AS (
    SELECT fid, ordinal, record ->> 'redeemId' AS external_id, leg, sign * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    CROSS JOIN (VALUES (1, 1), (2, -1)) AS side (leg, sign)
    WHERE leg = 2 OR record ->> 'destAccount' = 'SPOT'
)
{{ check.unmet('binance_reconciliation_transfers', 'flexible_redemption') }}
