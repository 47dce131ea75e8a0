-- Bad rows: moves into and out of a pair of isolated margin that were read and are neither canonical nor in quarantine, or say
-- another amount than their page; and moves that the list without a pair tells and that of no pair does. Empty is good.
-- Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_product_history', 'product_data', 'isolated_transfer') }},
expected AS (
    SELECT fid, ordinal, record ->> 'txId' AS external_id, way.leg, sign * binrecon_exact(record ->> 'amount') AS amount
    FROM record
    JOIN (VALUES ('transTo', 'toSymbol', 1, 1), ('transFrom', 'fromSymbol', 2, -1)) AS way (place, pair, leg, sign)
        ON record ->> way.place = 'ISOLATED_MARGIN' AND (key = '' OR coalesce(record ->> way.pair, key) = key)
    WHERE key <> '' OR record ->> 'status' = 'CONFIRMED'
)
{{ check.unmet('binance_reconciliation_transfers', 'isolated_transfer') }}
