-- Purpose: note on both legs of a match which one it is, and take the note off legs whose match was taken back. Reads the
-- temporary tables binrecon_matched and binrecon_freed; run it after add_matches.sql.
-- Grain: one row per leg whose note is another. Safe to run again: an equal note is not written. No parameters.
UPDATE binance_reconciliation_transfers AS leg
SET match_id = noted.match_id, reconciled = noted.match_id IS NOT NULL, updated_at = clock_timestamp()
FROM (
    SELECT pid, max(match_id) AS match_id
    FROM (
        SELECT side.pid, held.id AS match_id
        FROM binrecon_matched AS found
        JOIN binance_transfer_matches AS held ON held.out_pid = found.out_pid AND held.taken_back_at IS NULL
        CROSS JOIN LATERAL (VALUES (held.out_pid), (held.in_pid)) AS side (pid)
        UNION ALL
        SELECT pid, NULL FROM binrecon_freed
    ) AS ends
    GROUP BY pid
) AS noted
WHERE leg.pid = noted.pid
  AND (leg.match_id, leg.reconciled) IS DISTINCT FROM (noted.match_id, noted.match_id IS NOT NULL)
