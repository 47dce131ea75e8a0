-- Purpose: store the matches that are not held yet. Reads the temporary table binrecon_matched and fills
-- binrecon_changed with what is new; run it after take_back_matches.sql.
-- Grain: one row per own transfer with two ends, in the order of sending. Safe to run again: an equal match is passed over.
-- Parameters: run_id.
WITH made AS (
    INSERT INTO binance_transfer_matches
        (method, matched_on, asset, out_pid, in_pid, sender, receiver, sent, received, sent_at, received_at, run_id)
    SELECT found.method, found.matched_on, found.asset, found.out_pid, found.in_pid, found.sender, found.receiver, found.sent,
           found.received, found.sent_at, found.received_at, %(run_id)s
    FROM binrecon_matched AS found
    LEFT JOIN binance_transfer_matches AS held ON held.out_pid = found.out_pid AND held.taken_back_at IS NULL
    WHERE held.id IS NULL
    ORDER BY found.sent_at, found.out_pid
    RETURNING id
)
INSERT INTO binrecon_changed (match_id)
SELECT id FROM made
