-- Purpose: account-days beyond those around a run's own day whose verdicts may rest on what the run changed: other accounts on
-- the days of this one that it judged otherwise (one account's list is the other end of another's, or says that there is none),
-- and every wallet of both accounts of every match it made or took back. What is proved or unproved rests on its own wallet alone,
-- so a day needs an asset that is open or explained.
-- Grain: one row per account-day and wallet, in the order of the three; those being judged right now are among them. Safe to run again: reads only.
-- Parameters: email, wallet, run_id, first and last (date: the days around the run's own).
WITH touched AS (
    SELECT other.email, other.date, other.wallet
    FROM (
        SELECT DISTINCT date
        FROM binance_reconciliation_verdicts
        WHERE email = %(email)s AND wallet = %(wallet)s AND run_id = %(run_id)s AND date BETWEEN %(first)s AND %(last)s
    ) AS changed
    JOIN binance_reconciliation_days AS other ON other.date = changed.date AND (other.email, other.wallet) <> (%(email)s, %(wallet)s)
    UNION
    SELECT said.day ->> 0, (said.day ->> 1)::date, own.wallet
    FROM binance_audit_log AS log
    CROSS JOIN LATERAL jsonb_array_elements(log.detail -> 'days') AS said (day)
    JOIN binance_reconciliation_days AS own ON own.email = said.day ->> 0 AND own.date = (said.day ->> 1)::date
    WHERE log.email = '' AND log.action = 'transfers matched' AND log.detail ->> 'run_id' = %(run_id)s
      AND log.at > clock_timestamp() - interval '30 days'
      AND NOT (
          (own.email, own.wallet) = (%(email)s, %(wallet)s) AND own.date BETWEEN %(first)s AND %(last)s
      )
)
SELECT email, date, wallet
FROM touched
JOIN binance_reconciliation_days AS day USING (email, date, wallet)
WHERE day.decided_at IS NULL OR day.open + day.explained > 0
ORDER BY email COLLATE "C", date, wallet COLLATE "C"
