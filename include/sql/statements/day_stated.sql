-- Purpose: what statements say of one day of an account, for the judgement of that day: the lines of a wallet, each once, and how many
-- lines each other wallet has, since a wallet nobody has described may be this one under another name.
-- Grain: one row per asset, wallet and operation (in small letters; empty for other wallets, whose lines are not summed).
-- Safe to run again: reads only. Parameters: email, first and last (both the day), stated_as (text[]: what
-- statements call the wallet).
SELECT asset, account, operation, sum(change) AS change, count(*) AS lines
FROM ({% include 'statements/lines_of_wallet.sql' %}) AS line
GROUP BY asset, account, operation
UNION ALL
SELECT asset, account, '', 0, count(*)
FROM ({% include 'statements/lines_in_force.sql' %}) AS elsewhere
WHERE account <> ALL(%(stated_as)s::text[])
GROUP BY asset, account
ORDER BY asset, account, operation
