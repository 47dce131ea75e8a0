-- Purpose: the accounts that the touched ends name and that are none of ours: they have no end of a transfer among these, nor one
-- beside the ends that change. Reads the temporary tables binrecon_touched_ends and binrecon_changed_ends; fills binrecon_strangers.
-- A name is looked up as a range in its index: as an equal one it would be looked for in the whole table, wherever few accounts have
-- many ends and so the first row is thought to be near, and a stranger has none.
-- Grain: one row per account, in small letters. Safe to run again on an empty binrecon_strangers. No parameters.
INSERT INTO binrecon_strangers (name)
SELECT named.name
FROM (
    SELECT other_name AS name FROM binrecon_touched_ends WHERE other_name <> ''
    EXCEPT
    SELECT name FROM binrecon_touched_ends
) AS named
LEFT JOIN LATERAL (
    SELECT true AS is_ours
    FROM binance_transfer_ends AS own
    WHERE own.name >= named.name AND own.name <= named.name
      AND NOT EXISTS (SELECT FROM binrecon_changed_ends AS changed WHERE changed.pid = own.pid)
    ORDER BY own.name
    LIMIT 1
) AS own ON true
WHERE own.is_ours IS NULL
