-- Purpose: log which run of the form did what, so that a second try of the run does not do it again.
-- Grain: one row of binance_audit_log. Not safe to run again: each time is a row; done_by.sql tells whether it is there.
-- Parameters: author, run_id, touched (what was touched, JSON text).
INSERT INTO binance_audit_log (actor, action, email, detail)
SELECT %(author)s, 'form done', coalesce(touched ->> 'account', ''),
    jsonb_build_object('run_id', %(run_id)s::text, 'touched', touched)
FROM (SELECT %(touched)s::jsonb) AS done (touched)
