-- Purpose: what statements say of one day of an account, for the judgement of that day: the lines of SPOT, each once, and how many
-- lines each other wallet has, since a wallet nobody has described may be SPOT under another name.
-- Grain: one row per asset, wallet and operation (in small letters; empty for other wallets, whose lines are not summed).
-- Safe to run again: reads only. Parameters: email, first and last (both the day).
SELECT asset, 'Spot' AS account, operation, sum(change) AS change, count(*) AS lines
FROM ({% include 'statements/lines_of_spot.sql' %}) AS line
GROUP BY asset, operation
UNION ALL
SELECT asset, account, '', 0, count(*)
FROM ({% include 'statements/lines_in_force.sql' %}) AS elsewhere
WHERE account <> 'Spot'
GROUP BY asset, account
ORDER BY asset, account, operation
