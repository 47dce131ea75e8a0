-- Purpose: legs of an account-day that are exactly what their asset lacks the opposite of: fees not taken, records listed twice.
-- Grain: one row per leg of transfers and trades that counts, in the order of source, record and leg; of an asset and kind of
-- leg no more than thirty. Safe to run again: reads only.
-- Parameters: email, day (date), assets (text[]), amounts (numeric[], as many).
SELECT source, record, leg, subtype, asset, amount, at, true AS effective, '' AS status, NULL AS other_at
FROM (
    SELECT moved.*, row_number() OVER (PARTITION BY asset, leg = 3 ORDER BY at, source COLLATE "C", record, leg) AS n
    FROM (
        SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at
        FROM binance_reconciliation_transfers
        WHERE email = %(email)s AND wallet = 'SPOT' AND effective AND asset = ANY (%(assets)s)
          AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
          AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
        UNION ALL
        SELECT source, external_id, leg, txn_subtype, asset, amount, datetime
        FROM binance_reconciliation_trades
        WHERE email = %(email)s AND wallet = 'SPOT' AND asset = ANY (%(assets)s)
          AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
          AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    ) AS moved
    JOIN unnest(%(assets)s::text[], %(amounts)s::numeric[]) AS wanted (asset, amount) USING (asset, amount)
) AS numbered
WHERE n <= 30
ORDER BY source COLLATE "C", record, leg
