-- Purpose: the equation of each measure of an asset over a period: what stood at its beginning, what moved, what stood at its end.
-- Grain: one row per wallet, asset and measure. opening + moved + variance = closing where every day has both snapshots; opening is NULL
-- where the first day lacks its opening balance, closing where the last day lacks its snapshot, moved and variance where any day lacks one.
-- Safe to run again: reads only. Parameters: emails (text[]), first and last (dates).
SELECT wallet, asset, measure,
    max(opening) FILTER (WHERE date = %(first)s) AS opening,
    CASE WHEN count(*) = count(expected) AND count(*) = count(opening) THEN sum(expected - opening) END AS moved,
    CASE WHEN count(*) = count(variance) THEN sum(variance) END AS variance,
    max(actual) FILTER (WHERE date = %(last)s) AS closing,
    count(*) FILTER (WHERE verdict = 'proved') AS proved, count(*) FILTER (WHERE verdict = 'explained') AS explained,
    count(*) FILTER (WHERE verdict = 'open') AS open, count(*) FILTER (WHERE verdict = 'unproved') AS unproved
FROM ({% include 'pages/current_verdicts.sql' %}) AS current
GROUP BY wallet, asset, measure
ORDER BY wallet COLLATE "C", asset COLLATE "C", measure COLLATE "C"
