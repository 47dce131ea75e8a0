-- Purpose: what moved the wallet near (cutoff_reach) either midnight of an account-day, for a snapshot that was not taken at midnight.
-- Grain: one row per leg of transfers and trades that counts, all assets, in the order of time, source, record and leg; on each
-- side of a midnight the nearest (cutoff_legs), and all of the moment of the last: what a snapshot was off by is walked outwards.
-- What moved another measure than the balance accounts for no balance.
-- Safe to run again: reads only. Parameters: email, day (date), wallet, cutoff_reach (interval), cutoff_legs.
WITH cut AS (
    SELECT date::timestamp AT TIME ZONE 'UTC' AS midnight FROM (VALUES (%(day)s::date), (%(day)s::date + 1)) AS side (date)
), near AS (
    SELECT moved.*, rank() OVER (
        PARTITION BY midnight, moved.at < midnight ORDER BY greatest(moved.at - midnight, midnight - moved.at)
    ) AS n
    FROM cut
    CROSS JOIN LATERAL (
        SELECT source, external_id AS record, leg, txn_subtype AS subtype, asset, amount, datetime AS at
        FROM binance_reconciliation_transfers
        WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance' AND standing = 'counts'
          AND datetime >= midnight - %(cutoff_reach)s::interval AND datetime < midnight + %(cutoff_reach)s::interval
        UNION ALL
        SELECT source, external_id, leg, txn_subtype, asset, amount, datetime
        FROM binance_reconciliation_trades
        WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance'
          AND datetime >= midnight - %(cutoff_reach)s::interval AND datetime < midnight + %(cutoff_reach)s::interval
    ) AS moved
)
SELECT source, record, leg, subtype, asset, amount, at, 'counts' AS standing, '' AS status, NULL AS other_at, '' AS party, '' AS txn_hash
FROM near
WHERE n <= %(cutoff_legs)s
ORDER BY at, source COLLATE "C", record, leg
