-- Positions of dual investment (`dci/product/positions`) become legs of binance_reconciliation_transfers: out (2) with
-- `subscriptionAmount` at `subscriptionTime`, and in (1) what a settled position brought, at `settleDate`: a fact of its own,
-- with `:settlement` behind its id. Real answers tell of the settlement in `settleAsset` and `settleAmount`, which no document
-- names; a settled position without them has no credit, and shows as a variance of the settlement day.
-- Grain: account, id, leg. A purchase that is pending, failed or was refunded has no effect. A position that names a third coin,
-- or the other one than `isExercised` says, is refused: it contradicts itself.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{% set STATUSES = {
    'PENDING': 'pending', 'PURCHASE_SUCCESS': 'counts', 'SETTLING': 'counts', 'SETTLED': 'counts', 'REFUNDING': 'counts',
    'PURCHASE_FAIL': 'failed', 'REFUND_SUCCESS': 'failed'
} -%}
{%- set told = "\"purchaseStatus\" = 'SETTLED' AND coalesce(record ->> 'settleAsset', record ->> 'settleAmount') IS NOT NULL" -%}
{%- set settle_date = "binrecon_ms(record ->> 'settleDate')" -%}
{%- set settled = settle_date ~ " <= received_at + interval '1 day'" -%}
{{ product.open('dual_investment') }}
{{ product.judged(
    ids=['id'], time='subscriptionTime', amounts=['subscriptionAmount'], assets=['investCoin'],
    words={'purchaseStatus': STATUSES},
    also=[
        [told ~ " AND coalesce(binrecon_exact(record ->> 'settleAmount'), -1) < 0", 'settleAmount is missing or not exact'],
        [told ~ " AND coalesce(record ->> 'settleAsset', '') NOT IN (\"investCoin\", coalesce(record ->> 'exercisedCoin', ''))"
         ~ " OR " ~ told ~ " AND binrecon_name(record ->> 'settleAsset') IS NULL",
         'settleAsset is missing or neither coin of the position'],
        [told ~ " AND record -> 'isExercised' IN ('true', 'false')"
         ~ " AND (record -> 'isExercised' = 'true') <> (record ->> 'settleAsset' = record ->> 'exercisedCoin')"
         ~ " AND \"investCoin\" <> coalesce(record ->> 'exercisedCoin', '')",
         'settleAsset is not what isExercised says'],
        [told ~ " AND binrecon_ms(record ->> 'settleDate') IS NULL", 'settleDate is missing or impossible']
    ]
) }}
{{ product.movements('dual_investment', [
    [2, '"investCoin"', '"subscriptionAmount"'],
    [1, "coalesce(record ->> 'settleAsset', \"investCoin\")", "coalesce(binrecon_exact(record ->> 'settleAmount'), 0)", told,
     "':settlement'", "CASE WHEN " ~ settled ~ " THEN " ~ settle_date ~ " ELSE moment END", "coalesce(" ~ settled ~ ", false)"]
], status='"purchaseStatus"', standing=product.standing('"purchaseStatus"', STATUSES)) }}
