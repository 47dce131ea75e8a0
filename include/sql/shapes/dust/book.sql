-- Dust conversions (`asset/dribblet`) become two signed legs of binance_reconciliation_trades for each converted asset: the
-- target asset (1), net of the charge as the list says it, and the asset given (2).
-- Grain: account, detail transId and fromAsset, leg: one conversion of many assets repeats its id, and the record around the
-- details may have another one. A rerun is safe: what stands is not written again, newer evidence that says something else
-- goes to quarantine, with the whole record.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a Dust.
{% import 'macros/products.sql' as product -%}
{{ product.open(source.name) }}
detail AS (
    SELECT fid, reading, key, received_at, ordinal, item.record
    FROM entry
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN jsonb_typeof(record -> 'userAssetDribbletDetails') = 'array'
                  AND record -> 'userAssetDribbletDetails' <> '[]'
            THEN record -> 'userAssetDribbletDetails' ELSE '[null]' END
    ) AS item (record)
),
{{ product.judged(
    ids=['transId', 'fromAsset'], time='operateTime', amounts=['amount', 'transferedAmount'],
    assets=['fromAsset', 'targetAsset'], from='detail'
) }}
{{ product.swaps(
    source.name, 'dust', given=['"fromAsset"', '"amount"'], received=['"targetAsset"', '"transferedAmount"']
) }}
