-- Purpose: the service charges of an account-day's dust conversions, which the booked amounts are net of, and what the list's own
-- figures say of them. A charge is one share of what was converted, in all conversions of a page into one asset. Where enough
-- others (charges_agreeing) agree on that share and a row does not, `status` says what is wrong with the row: 'gross', the charge was not
-- taken off the amount listed; 'short', it was taken off twice. Empty where the row is as it should be, where the figures are too small for
-- the place they are rounded to (charge_rounding) to tell, and where the others do not agree.
-- Grain: one row per converted asset into one of the assets asked for, in the order of record; amount is minus the charge.
-- Safe to run again: reads only. Parameters: email, day (date), wallet, assets (text[]), charge_rounding (numeric),
-- charges_agreeing.
WITH dust AS (
    SELECT external_id, fid, asset, datetime
    FROM binance_reconciliation_trades
    WHERE email = %(email)s AND wallet = %(wallet)s AND source = 'dust_log' AND leg = 1 AND asset = ANY (%(assets)s)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
), told AS (
    SELECT DISTINCT raw.id AS fid, (detail.record ->> 'transId') || ':' || (detail.record ->> 'fromAsset') AS external_id,
           detail.record ->> 'targetAsset' AS asset, binrecon_exact(detail.record ->> 'transferedAmount') AS got,
           binrecon_exact(detail.record ->> 'serviceChargeAmount') AS charge
    FROM binance_raw_product_history AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.product_data) AS item (record)
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(item.record -> 'userAssetDribbletDetails') WHEN 'array'
            THEN item.record -> 'userAssetDribbletDetails' ELSE '[]' END
    ) AS detail (record)
    WHERE raw.id IN (SELECT fid FROM dust) AND jsonb_typeof(raw.product_data) = 'array'
), charged AS (
    SELECT dust.external_id, dust.fid, dust.asset, dust.datetime, told.got, told.charge
    FROM dust
    JOIN told USING (fid, external_id)
    WHERE told.charge > 0
), shares AS (
    -- The least and the most that the share may be by all the others, each charge being rounded.
    SELECT charged.external_id, charged.fid, count(*) AS others, max((other.charge - %(charge_rounding)s) / (other.got + other.charge)) AS least,
           min((other.charge + %(charge_rounding)s) / (other.got + other.charge)) AS most
    FROM charged
    JOIN told AS other ON other.fid = charged.fid AND other.asset = charged.asset AND other.external_id <> charged.external_id
    WHERE other.charge > 0 AND other.got > 0
    GROUP BY charged.external_id, charged.fid
), readings AS (
    -- Whether the charge is that share of the amount with the charge added never, once and twice.
    SELECT external_id, fid, array_agg(
        (charge + %(charge_rounding)s) / (got + times * charge) >= least AND (charge - %(charge_rounding)s) / (got + times * charge) <= most ORDER BY times) AS fits
    FROM charged
    JOIN shares USING (external_id, fid)
    CROSS JOIN generate_series(0, 2) AS times
    WHERE others >= %(charges_agreeing)s AND least <= most AND got > 0
    GROUP BY external_id, fid
)
SELECT 'dust_log' AS source, charged.external_id AS record, 3::smallint AS leg, 'service_charge' AS subtype, charged.asset,
       -charged.charge AS amount, charged.datetime AS at, 'counts' AS standing,
       CASE readings.fits WHEN '{t,f,f}' THEN 'gross' WHEN '{f,f,t}' THEN 'short' ELSE '' END AS status,
       NULL AS other_at, '' AS party, '' AS txn_hash
FROM charged
LEFT JOIN readings USING (external_id, fid)
ORDER BY charged.external_id
