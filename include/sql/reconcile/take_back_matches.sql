-- Purpose: take back the matches that the evidence no longer bears: those of the touched ends that were not found again.
-- Reads the temporary tables binrecon_matched, binrecon_touched_ends, and binrecon_changed_ends and binrecon_written for those that are
-- none any more; fills binrecon_changed with them.
-- Grain: one row of binrecon_changed per match. Safe to run again: what was found again is left alone. No parameters.
WITH anew AS MATERIALIZED (
    SELECT pid FROM binrecon_touched_ends
    UNION
    SELECT pid FROM binrecon_changed_ends WHERE NOT stands
    UNION
    SELECT pid FROM binrecon_written WHERE NOT is_end
), taken AS (
    UPDATE binance_transfer_matches AS held
    SET taken_back_at = clock_timestamp(), taken_back_reason = CASE
            WHEN EXISTS (
                SELECT FROM binrecon_matched AS found
                WHERE found.out_pid = held.out_pid AND found.in_pid = held.in_pid
            ) THEN 'the same ends, and the records say otherwise of them'
            WHEN EXISTS (
                SELECT FROM binrecon_matched AS found WHERE held.out_pid = found.out_pid OR held.in_pid = found.in_pid
            ) THEN 'an end belongs to another'
            WHEN NOT EXISTS (
                SELECT FROM binance_reconciliation_transfers AS leg WHERE leg.pid = held.out_pid AND leg.effective
            ) THEN 'what was sent does not count any more'
            WHEN NOT EXISTS (
                SELECT FROM binance_reconciliation_transfers AS leg WHERE leg.pid = held.in_pid AND leg.effective
            ) THEN 'what was received does not count any more'
            ELSE 'nothing names these two ends any more, or several would fit'
        END
    WHERE held.id IN (
          SELECT sent.id FROM anew JOIN binance_transfer_matches AS sent ON sent.out_pid = anew.pid AND sent.taken_back_at IS NULL
          UNION
          SELECT arrived.id FROM anew JOIN binance_transfer_matches AS arrived ON arrived.in_pid = anew.pid AND arrived.taken_back_at IS NULL
      )
      AND NOT EXISTS (
          SELECT FROM binrecon_matched AS found
          WHERE (found.method, found.matched_on, found.asset, found.out_pid, found.in_pid, found.sender, found.receiver,
                 found.sent, found.received, found.sent_at, found.received_at)
                = (held.method, held.matched_on, held.asset, held.out_pid, held.in_pid, held.sender, held.receiver,
                   held.sent, held.received, held.sent_at, held.received_at)
      )
    RETURNING held.id
)
INSERT INTO binrecon_changed (match_id)
SELECT id FROM taken
