-- Purpose: what became of a measure of an asset over days: opened, closed by what, reopened, as its verdicts show, and what people said.
-- A verdict that says of what is unproved that it is open now, or the other way, is told too.
-- Grain: one row per event, the oldest first. Safe to run again: reads only.
-- Parameters: email, wallet, asset, measure, dates (date[]).
WITH held AS (
    SELECT id, date, decided_at, verdict, findings, run_id, verdict IN ('open', 'unproved') AS is_off,
        lag(verdict) OVER line AS before,
        bool_or(verdict IN ('open', 'unproved')) OVER (line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS was_off
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND wallet = %(wallet)s AND asset = %(asset)s AND measure = %(measure)s
      AND date = ANY (%(dates)s::date[])
    WINDOW line AS (PARTITION BY date ORDER BY id)
),
told AS (
    SELECT decided_at AS at, date, CASE
            WHEN is_off AND before IN ('open', 'unproved') THEN 'is ' || verdict || ' now'
            WHEN is_off AND was_off THEN 'reopened, ' || verdict
            WHEN is_off THEN 'opened, ' || verdict
            WHEN verdict = 'proved' THEN 'closed by proof'
            WHEN findings @? '$.explained[*] ? (@.kind == "resolution")' THEN 'closed by resolution'
            ELSE 'closed by explanation'
        END AS event, run_id AS who, '' AS detail, id
    FROM held
    WHERE (is_off AND verdict IS DISTINCT FROM before) OR (NOT is_off AND before IN ('open', 'unproved'))
)
SELECT at, date, event, who, detail
FROM (
    SELECT *, 0 AS kind FROM told
    UNION ALL
    SELECT at, date, concat_ws(', ', 'owner ' || owner, 'due ' || due, CASE comment WHEN '' THEN NULL ELSE 'comment' END), author, comment, id, 1
    FROM binance_break_events
    WHERE email = %(email)s AND wallet = %(wallet)s AND asset = %(asset)s AND measure = %(measure)s
      AND date = ANY (%(dates)s::date[])
) AS event
ORDER BY at, kind, id
