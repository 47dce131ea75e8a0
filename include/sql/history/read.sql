-- Purpose: what was read completely of each list of an account: windows that touch or overlap are one.
-- Grain: one row per list, key and joined window, in order. Only readings that prove (v_binance_readings).
-- Safe to run again: reads only. Parameters: email.
WITH reading AS (
    SELECT endpoint, key, window_start, window_end, max(window_end) OVER (
        PARTITION BY endpoint, key ORDER BY window_start, window_end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before
    FROM v_binance_readings
    WHERE email = %(email)s
), joined AS (
    SELECT endpoint, key, window_start, window_end, count(*) FILTER (WHERE before IS NULL OR before < window_start) OVER (
        PARTITION BY endpoint, key ORDER BY window_start, window_end
    ) AS number
    FROM reading
)
SELECT endpoint, key, min(window_start) AS window_start, max(window_end) AS window_end
FROM joined
GROUP BY endpoint, key, number
ORDER BY endpoint, key COLLATE "C", min(window_start)
