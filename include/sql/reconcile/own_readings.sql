-- Purpose: the readings of ours that stand for the two midnights of an account-day, each with the first movement that lies too near
-- to it: between the moment it was asked and the one it came, or less than `guard` before or after. Nobody knows on which side of
-- the reading such a movement is.
-- Grain: one row per reading that is held and proves, by day: none that was asked with a key of another account. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, guard (interval).
SELECT held.date, held.update_time AS taken_at, (
    SELECT min(leg.datetime)
    FROM (
        SELECT email, wallet, datetime FROM binance_reconciliation_transfers WHERE effective
        UNION ALL
        SELECT email, wallet, datetime FROM binance_reconciliation_trades
    ) AS leg
    WHERE leg.email = held.email AND leg.wallet = held.wallet
      AND leg.datetime >= begun.asked_at - %(guard)s AND leg.datetime <= held.update_time + %(guard)s
) AS disturbed_at
FROM binance_snapshot_days AS held
JOIN binance_raw_daily_snapshot AS page ON page.id = held.fid AND page.email = held.email
JOIN v_binance_readings AS begun ON begun.id = page.coverage_id
WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date IN (%(day)s::date - 1, %(day)s::date)
ORDER BY held.date
