-- Commission rebates and referral kickbacks (`rebate/taxQuery`) become one leg each of binance_reconciliation_transfers:
-- in (1), at `updateTime`. Grain: account, updateTime, asset and type, as the list gives no id; where it holds several of
-- one kind at one moment, they are numbered within one reading, by amount. What it lists was paid.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{#- A rebate more changes the numbers of the others. -#}
{%- set ELSEWHERE -%}
EXISTS (
                SELECT FROM newest AS same
                WHERE same.moment = leg.moment AND same.asset = held.asset AND same.amount = held.amount
                  AND same.type = entry.record ->> 'type'
            )
{%- endset -%}
{{ product.open('rebates') }}
ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY reading, record ->> 'updateTime', record ->> 'asset', record ->> 'type'
        ORDER BY record ->> 'amount', fid, ordinal
    ) AS nth
    FROM entry
),
{{ product.judged(
    ids=['updateTime', 'asset', 'type'], suffix=" || CASE WHEN nth > 1 THEN ':' || nth ELSE '' END", time='updateTime',
    words={'type': ['1', '2']}, from='ranked'
) }}
{{ product.movements('rebates', [[1, '"asset"', '"amount"']], status="'LISTED'", moved=ELSEWHERE) }}
