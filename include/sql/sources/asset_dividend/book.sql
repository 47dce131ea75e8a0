-- Dividends (`asset/assetDividend`) become one leg each of binance_reconciliation_transfers: in (1), or out (2) where
-- `direction` is -1, which takes back what was given by mistake. Records from before `direction` existed are credits.
-- Grain: account, id (tranId repeats from record to record). They count at divTime; counter_party is enInfo, which says what
-- they are of. Where they tell of a reward that another list tells of too, the dividend counts: see twins.sql.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('asset_dividend', lock='twins') }}
{{ product.judged(
    ids=['id'], time='divTime',
    also=[["coalesce(record ->> 'direction', '1') NOT IN ('1', '-1')", 'direction is unknown']]
) }}
{{ product.movements('asset_dividend', [
    [1, '"asset"', '"amount"', "record ->> 'direction' IS DISTINCT FROM '-1'"],
    [2, '"asset"', '"amount"', "record ->> 'direction' IS NOT DISTINCT FROM '-1'"]
], status="'LISTED'", counter_party="record ->> 'enInfo'") }}
{% include 'sources/twins.sql' %}
