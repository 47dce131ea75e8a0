-- Purpose: legs of an account-day that are exactly what their asset lacks the opposite of, alone or with all legs of their record in
-- the asset: fees not taken, collateral another wallet gave, records listed twice. Of the balance
-- alone: what moved another measure accounts for none.
-- Grain: one row per leg of transfers and trades that counts, in the order of source, record and leg; of an asset and kind of
-- leg no more than equal_legs. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, assets (text[]), amounts (numeric[], as many), equal_legs.
WITH moved AS (
    SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at, txn_hash,
           sum(amount) OVER (PARTITION BY source, external_id, asset) AS together
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance' AND standing = 'counts' AND asset = ANY (%(assets)s)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT source, external_id, leg, txn_subtype, asset, amount, datetime, NULL, amount
    FROM binance_reconciliation_trades
    WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance' AND asset = ANY (%(assets)s)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
), numbered AS (
    SELECT moved.*, row_number() OVER (PARTITION BY asset, leg = 3 ORDER BY at, source COLLATE "C", record, leg) AS n
    FROM moved
    JOIN unnest(%(assets)s::text[], %(amounts)s::numeric[]) AS wanted (asset, lacking) USING (asset)
    WHERE wanted.lacking IN (moved.amount, moved.together)
)
SELECT source, record, leg, subtype, asset, amount, at, 'counts' AS standing, '' AS status, NULL AS other_at, '' AS party,
    coalesce(txn_hash, '') AS txn_hash
FROM numbered
WHERE n <= %(equal_legs)s
ORDER BY source COLLATE "C", record, leg
