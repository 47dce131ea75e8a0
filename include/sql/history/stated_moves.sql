-- Purpose: what account statements say moved each asset of a wallet from one of its anchors to the next: the lines of the wallet, each
-- once, and how many lines each other wallet has, since a wallet nobody has described may be this one under another name.
-- Grain: one row per asset, anchor, wallet and operation (in small letters; empty for other wallets, whose lines are not summed). What
-- came before an asset's first anchor is left out.
-- Safe to run again: reads only. Parameters: email, first and last (dates), stated_as (text[]: what statements call the wallet), assets
-- (text[]) and starts (date[]): the anchors.
WITH point AS (
    SELECT asset, start FROM unnest(%(assets)s::text[], %(starts)s::date[]) AS point (asset, start)
), line AS (
    SELECT asset, at, account, operation, change FROM ({% include 'statements/lines_of_wallet.sql' %}) AS own
    UNION ALL
    SELECT asset, at, account, '', 0 FROM ({% include 'statements/lines_in_force.sql' %}) AS elsewhere
    WHERE account <> ALL(%(stated_as)s::text[])
), placed AS (
    SELECT asset, account, operation, change, max(start) OVER (
        PARTITION BY asset ORDER BY at, is_line ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS start, is_line
    FROM (
        SELECT asset, start::timestamp AT TIME ZONE 'UTC' AS at, start, NULL AS account, NULL AS operation, NULL::numeric AS change,
            0 AS is_line
        FROM point
        UNION ALL
        SELECT asset, at, NULL, account, operation, change, 1 FROM line
    ) AS event
)
SELECT asset, start, account, operation, sum(change) AS change, count(*) AS lines
FROM placed
WHERE is_line = 1 AND start IS NOT NULL
GROUP BY asset, start, account, operation
ORDER BY asset, start, account, operation
