-- Purpose: note on both legs of a match which one it is, and take the note off legs whose match was taken back. Reads the
-- temporary tables binrecon_matched and binrecon_changed; run it after add_matches.sql.
-- Grain: one row per leg whose note is another, locked in the order in which the canonical templates write theirs, so that
-- neither waits for the other in a circle. Safe to run again: an equal note is not written. No parameters.
WITH noted AS (
    SELECT pid, max(match_id) AS match_id
    FROM (
        SELECT side.pid, held.id AS match_id
        FROM binrecon_matched AS found
        JOIN binance_transfer_matches AS held ON held.out_pid = found.out_pid AND held.taken_back_at IS NULL
        CROSS JOIN LATERAL (VALUES (held.out_pid), (held.in_pid)) AS side (pid)
        UNION ALL
        SELECT side.pid, NULL
        FROM binrecon_changed AS changed
        JOIN binance_transfer_matches AS held ON held.id = changed.match_id AND held.taken_back_at IS NOT NULL
        CROSS JOIN LATERAL (VALUES (held.out_pid), (held.in_pid)) AS side (pid)
    ) AS ends
    GROUP BY pid
), locked AS MATERIALIZED (
    SELECT leg.pid, noted.match_id
    FROM binance_reconciliation_transfers AS leg
    JOIN noted ON noted.pid = leg.pid
    WHERE (leg.match_id, leg.reconciled) IS DISTINCT FROM (noted.match_id, noted.match_id IS NOT NULL)
    ORDER BY leg.email, leg.source, leg.external_id, leg.leg
    FOR NO KEY UPDATE OF leg
)
UPDATE binance_reconciliation_transfers AS leg
SET match_id = locked.match_id, reconciled = locked.match_id IS NOT NULL, updated_at = clock_timestamp()
FROM locked
WHERE leg.pid = locked.pid
