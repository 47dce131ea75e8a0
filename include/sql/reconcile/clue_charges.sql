-- Purpose: the service charges of an account-day's dust conversions, which the booked amounts are net of.
-- Grain: one row per converted asset into one of the assets asked for, in the order of record; amount is minus the charge.
-- Safe to run again: reads only. Parameters: email, day (date), assets (text[]).
WITH dust AS (
    SELECT external_id, fid, asset, datetime
    FROM binance_reconciliation_trades
    WHERE email = %(email)s AND wallet = 'SPOT' AND source = 'dust_log' AND leg = 1 AND asset = ANY (%(assets)s)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
), told AS (
    SELECT DISTINCT raw.id AS fid, (detail.record ->> 'transId') || ':' || (detail.record ->> 'fromAsset') AS external_id,
           binrecon_exact(detail.record ->> 'serviceChargeAmount') AS charge
    FROM binance_raw_product_history AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.product_data) AS item (record)
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(item.record -> 'userAssetDribbletDetails') WHEN 'array'
            THEN item.record -> 'userAssetDribbletDetails' ELSE '[]' END
    ) AS detail (record)
    WHERE raw.id IN (SELECT fid FROM dust) AND jsonb_typeof(raw.product_data) = 'array'
)
SELECT 'dust_log' AS source, dust.external_id AS record, 3::smallint AS leg, 'service_charge' AS subtype, dust.asset,
       -told.charge AS amount, dust.datetime AS at, 'counts' AS standing, '' AS status, NULL AS other_at, '' AS party, '' AS txn_hash
FROM dust
JOIN told USING (fid, external_id)
WHERE told.charge > 0
ORDER BY dust.external_id
