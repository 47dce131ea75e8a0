-- Purpose: account-days beyond those around a run's own day whose verdicts may rest on what the run changed: other accounts on
-- the days of this one that it judged otherwise (one account's list is the other end of another's, or says that there is none),
-- and both accounts of every match it made or took back. What is proved or unproved rests on its own account alone, so a day
-- needs an asset that is open or explained.
-- Grain: one row per account-day, in the order of both; those being judged right now are among them. Safe to run again: reads only.
-- Parameters: email, wallet, run_id, first and last (date: the days around the run's own).
WITH touched AS (
    SELECT other.email, other.date
    FROM (
        SELECT DISTINCT date
        FROM binance_reconciliation_verdicts
        WHERE email = %(email)s AND wallet = %(wallet)s AND run_id = %(run_id)s AND date BETWEEN %(first)s AND %(last)s
    ) AS changed
    JOIN binance_reconciliation_days AS other ON other.date = changed.date AND other.email <> %(email)s
    UNION
    SELECT said.day ->> 0, (said.day ->> 1)::date
    FROM binance_audit_log AS log
    CROSS JOIN LATERAL jsonb_array_elements(log.detail -> 'days') AS said (day)
    WHERE log.email = '' AND log.action = 'transfers matched' AND log.detail ->> 'run_id' = %(run_id)s
      AND log.at > clock_timestamp() - interval '30 days'
      AND NOT (said.day ->> 0 = %(email)s AND (said.day ->> 1)::date BETWEEN %(first)s AND %(last)s)
)
SELECT email, date
FROM touched
JOIN binance_reconciliation_days AS day USING (email, date)
WHERE day.wallet = %(wallet)s AND (day.decided_at IS NULL OR day.open + day.explained > 0)
ORDER BY email COLLATE "C", date
