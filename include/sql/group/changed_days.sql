-- Purpose: when what the group's day rests on was last changed: a wallet of it judged or a verdict of it given, or a transfer inside the group
-- told, matched or taken apart that began on it or before it: until both its ends are known it is on its way on every day since.
-- Grain: one row per day that was judged, newest first. Safe to run again: reads only. Parameter: emails (text[]).
WITH judged AS (
    SELECT date, max(at) AS at
    FROM (
        SELECT date, decided_at AS at FROM binance_reconciliation_verdicts WHERE email = ANY (%(emails)s::text[])
        UNION ALL
        SELECT date, decided_at FROM binance_reconciliation_days WHERE email = ANY (%(emails)s::text[])
    ) AS told
    GROUP BY date
    HAVING max(at) IS NOT NULL
),
moved AS (
    SELECT (least(sent_at, received_at) AT TIME ZONE 'UTC')::date AS date, greatest(made_at, taken_back_at) AS at
    FROM binance_transfer_matches
    UNION ALL
    SELECT (leg.datetime AT TIME ZONE 'UTC')::date, leg.updated_at
    FROM binance_transfer_ends AS told
    JOIN binance_reconciliation_transfers AS leg USING (pid)
    WHERE told.inside
),
since AS (
    SELECT date, max(max(at)) OVER (ORDER BY date) AS at FROM moved GROUP BY date
)
SELECT judged.date, greatest(judged.at, (SELECT since.at FROM since WHERE since.date <= judged.date ORDER BY since.date DESC LIMIT 1))
FROM judged
ORDER BY judged.date DESC
