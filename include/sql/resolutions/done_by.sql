-- Purpose: what a run of the form has done already.
-- Grain: one row, none where the run did nothing yet. Safe to run again: reads only. Parameter: run_id.
SELECT detail -> 'touched'
FROM binance_audit_log
WHERE action = 'form done' AND detail ->> 'run_id' = %(run_id)s
ORDER BY id
LIMIT 1
