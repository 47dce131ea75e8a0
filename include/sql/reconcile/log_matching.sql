-- Purpose: log that a matching changed something, with the account-days whose verdicts may rest on it: both accounts of each
-- match made or taken back, on the days of both its ends. Reads the temporary table binrecon_changed.
-- Grain: one row, none where nothing changed. Safe to run again: what stands already is no change. Parameters: run_id.
WITH changed AS (
    SELECT DISTINCT held.taken_back_at IS NULL AS made, held.sender, held.receiver,
           (held.sent_at AT TIME ZONE 'UTC')::date AS sent_on, (held.received_at AT TIME ZONE 'UTC')::date AS received_on,
           count(*) OVER (PARTITION BY held.taken_back_at IS NULL) AS matches
    FROM binrecon_changed
    JOIN binance_transfer_matches AS held ON held.id = binrecon_changed.match_id
), touched AS (
    SELECT DISTINCT account.email, side.day
    FROM changed
    CROSS JOIN LATERAL (VALUES (sender), (receiver)) AS account (email)
    CROSS JOIN LATERAL (VALUES (sent_on), (received_on)) AS side (day)
)
INSERT INTO binance_audit_log (actor, action, detail)
SELECT 'reconciliation', 'transfers matched', jsonb_build_object(
           'run_id', %(run_id)s::text, 'made', coalesce((SELECT max(matches) FROM changed WHERE made), 0),
           'taken_back', coalesce((SELECT max(matches) FROM changed WHERE NOT made), 0),
           'days', jsonb_agg(jsonb_build_array(email, day) ORDER BY email COLLATE "C", day))
FROM touched
HAVING count(*) > 0
