-- Purpose: what another end has to share with one of the touched or changed ends to be its other end, as wide as touched_ends.sql
-- looks, from which the locks of a matching follow. Reads the temporary tables binrecon_touched_ends and binrecon_changed_ends.
-- Grain: one row per different set of these; stands: it is of an end as it is matched now, not of one as it was.
-- Safe to run again: reads only. Parameters: most (bigint): no more rows than these.
SELECT DISTINCT stands, name, other_name, amount < 0 AS is_sent, asset, abs(amount) AS amount, number, client_id
FROM (
    SELECT true AS stands, name, other_name, asset, amount, number, client_id FROM binrecon_touched_ends
    UNION ALL
    SELECT false, name, other_name, asset, amount, number, client_id FROM binrecon_changed_ends WHERE NOT stands
) AS one
LIMIT %(most)s
