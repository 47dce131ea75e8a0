-- Purpose: every verdict of a period that is not plainly proved. Grain: one row per cell, by day. Safe to run again: reads only.
-- Parameters: emails (text[]), first and last (dates).
SELECT date, wallet, asset, measure, verdict, variance, variance_usd, reason
FROM ({% include 'pages/current_verdicts.sql' %} AND held.verdict <> 'proved') AS current
ORDER BY date, wallet COLLATE "C", asset COLLATE "C", measure COLLATE "C"
