-- Purpose: what account statements say moved each asset of a wallet from one of its anchors to the next: the lines of the wallet, each
-- once, how much of them came in, and how many lines each other wallet has, since a wallet nobody has described may be this one under
-- another name. Where the balance, rolled forward from the anchor by the wallet's lines, is below zero: the first line of the group there.
-- Grain: one row per asset, anchor, wallet and operation (in small letters; empty for other wallets, whose lines are not summed). What
-- came before an asset's first anchor is left out.
-- Safe to run again: reads only. Parameters: email, first and last (dates), stated_as (text[]: what statements call the wallet), assets
-- (text[]), starts (date[]) and balances (numeric[], NULL where it is not known): the anchors.
WITH point AS (
    SELECT asset, start, balance
    FROM unnest(%(assets)s::text[], %(starts)s::date[], %(balances)s::numeric[]) AS point (asset, start, balance)
), line AS (
    SELECT asset, at, account, operation, change FROM ({% include 'statements/lines_of_wallet.sql' %}) AS own
    UNION ALL
    SELECT asset, at, account, '', 0 FROM ({% include 'statements/lines_in_force.sql' %}) AS elsewhere
    WHERE account <> ALL(%(stated_as)s::text[])
), placed AS (
    SELECT asset, at, account, operation, change, max(start) OVER (
        PARTITION BY asset ORDER BY at, is_line ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS start, is_line
    FROM (
        SELECT asset, start::timestamp AT TIME ZONE 'UTC' AS at, start, NULL AS account, NULL AS operation,
            balance AS change, 0 AS is_line
        FROM point
        UNION ALL
        SELECT asset, at, NULL, account, operation, change, 1 FROM line
    ) AS event
), running AS (
    SELECT asset, at, account, operation, change, start, is_line, CASE
        WHEN first_value(change) OVER (PARTITION BY asset, start ORDER BY at, is_line) IS NOT NULL
        THEN sum(change) OVER (PARTITION BY asset, start ORDER BY date_trunc('second', at))
    END AS balance
    FROM placed
)
SELECT asset, start, account, operation, sum(change) AS change, count(*) AS lines, sum(greatest(change, 0)) AS came,
    min(at) FILTER (WHERE balance < 0) AS low_at,
    (array_agg(balance ORDER BY at) FILTER (WHERE balance < 0))[1] AS low
FROM running
WHERE is_line = 1 AND start IS NOT NULL
GROUP BY asset, start, account, operation
ORDER BY asset, start, account, operation
