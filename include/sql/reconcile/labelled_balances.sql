-- Purpose: what the snapshots of a day and of the day before say of each asset under another label than the balance's, from the
-- pages that stand for the two days.
-- Grain: one row per asset that either lists, ordered by it; zero where a snapshot does not list it. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, listed (the field of the rows below `data`), label (the field of a row).
SELECT item ->> 'asset' AS asset,
    coalesce(sum(binrecon_exact(item ->> %(label)s)) FILTER (WHERE held.date = %(day)s::date - 1), 0) AS opening,
    coalesce(sum(binrecon_exact(item ->> %(label)s)) FILTER (WHERE held.date = %(day)s::date), 0) AS actual
FROM binance_snapshot_days AS held
JOIN binance_raw_daily_snapshot AS page ON page.id = held.fid AND page.email = held.email
CROSS JOIN LATERAL jsonb_array_elements(page.snapshot_data) AS record
CROSS JOIN LATERAL jsonb_array_elements(
    CASE jsonb_typeof(record -> 'data' -> %(listed)s::text) WHEN 'array' THEN record -> 'data' -> %(listed)s::text ELSE '[]' END
) AS item
WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date IN (%(day)s::date - 1, %(day)s::date)
  AND binrecon_ms(record ->> 'updateTime') = held.update_time
GROUP BY 1
ORDER BY 1
