-- Commission rebates and referral kickbacks (`rebate/taxQuery`) become one leg each of binance_reconciliation_transfers:
-- in (1), at `updateTime`. Grain: account, updateTime, asset and type, as the list gives no id; where it holds several of
-- one kind at one moment, they are numbered within one reading, by amount. What it lists was paid.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('rebates') }}
told AS (
    SELECT entry.*, dense_rank() OVER (
        PARTITION BY raw.coverage_id, record ->> 'updateTime', record ->> 'asset', record ->> 'type'
        ORDER BY record ->> 'amount'
    ) AS nth
    FROM entry
    JOIN binance_raw_product_history AS raw ON raw.id = entry.fid
),
{{ product.judged(
    ids=['updateTime', 'asset', 'type'], suffix=" || CASE WHEN nth > 1 THEN ':' || nth ELSE '' END", time='updateTime',
    words={'type': ['1', '2']}, from='told'
) }}
{{ product.movements('rebates', [[1, '"asset"', '"amount"']], status="'LISTED'") }}
