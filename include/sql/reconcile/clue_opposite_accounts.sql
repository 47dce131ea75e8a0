-- Purpose: other accounts of ours that are off by exactly the opposite on the same day and asset: a transfer that no list tells.
-- Grain: one row per asset and other account with both snapshots of the day, in the order of both.
-- Safe to run again: reads only. Parameters: email, day (date), assets (text[]), amounts (numeric[], as many: what is lacking).
WITH other AS (
    SELECT closing.email
    FROM binance_snapshot_days AS closing
    JOIN binance_snapshot_days AS opening
        ON opening.email = closing.email AND opening.wallet = 'SPOT' AND opening.date = %(day)s::date - 1
    WHERE closing.wallet = 'SPOT' AND closing.date = %(day)s::date AND closing.email <> %(email)s
), changed AS (
    SELECT email, asset, CASE WHEN date = %(day)s::date THEN raw_balance ELSE -raw_balance END AS amount
    FROM binance_reconciliation_balances
    WHERE email IN (SELECT email FROM other) AND wallet = 'SPOT' AND asset = ANY (%(assets)s)
      AND date IN (%(day)s::date - 1, %(day)s::date) AND raw_balance IS NOT NULL
    UNION ALL
    SELECT email, asset, -amount
    FROM binance_reconciliation_transfers
    WHERE email IN (SELECT email FROM other) AND wallet = 'SPOT' AND effective AND asset = ANY (%(assets)s)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT email, asset, -amount
    FROM binance_reconciliation_trades
    WHERE email IN (SELECT email FROM other) AND wallet = 'SPOT' AND asset = ANY (%(assets)s)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
), summed AS (
    SELECT email, asset, sum(amount) AS variance FROM changed GROUP BY email, asset
)
SELECT summed.asset, summed.email
FROM summed
JOIN unnest(%(assets)s::text[], %(amounts)s::numeric[]) AS wanted (asset, amount)
    ON wanted.asset = summed.asset AND wanted.amount = summed.variance
ORDER BY summed.asset COLLATE "C", summed.email COLLATE "C"
