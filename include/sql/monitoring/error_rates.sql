-- Purpose: errors of the last 24 hours, also per thousand calls, and which of them still need a person: those nobody has
-- resolved and after which nothing complete was read in their place.
-- Grain: error type, account, pair and class; `value` is the number of the whole type.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
WITH calls AS (
    SELECT count(*) AS made FROM binance_weight_ledger
    WHERE at > %(now)s - interval '24 hours' AND at <= %(now)s AND outcome <> 'correction'
)
SELECT metric, sum(count(*)) OVER same_type AS value, email,
       CASE WHEN count(*) FILTER (WHERE standing) > 0
            THEN concat_ws(' ', count(*) FILTER (WHERE standing), 'error(s)', metric, nullif(subject, ''), 'need a person')
            END AS finding,
       round(1000.0 * sum(count(*)) OVER same_type / nullif(made, 0), 2) AS per_thousand_calls,
       max(timestamp) AS newest
FROM (
    SELECT error.error_type AS metric, error.email, error.timestamp, calls.made,
        coalesce('of ' || error.symbol, 'at ' || (error.raw_error ->> 'endpoint'),
                 '(' || (error.raw_error ->> 'class') || ')', '') AS subject,
        error.needs_manual_review AND error.resolved_at IS NULL
        AND error.raw_error ->> 'class' IS DISTINCT FROM 'SilentEndError' AND NOT EXISTS (  -- silent_ends.sql tells those
            SELECT FROM binance_collection_coverage AS later
            WHERE later.email = error.email AND later.endpoint = error.raw_error ->> 'endpoint'
              AND later.key = coalesce(error.symbol, '')  -- a list of several keys: nothing says which one the error met
              AND later.status = 'complete' AND later.asked_at > error.timestamp
        ) AS standing
    FROM binance_reconciliation_errors AS error CROSS JOIN calls
    WHERE error.timestamp > %(now)s - interval '24 hours' AND error.timestamp <= %(now)s
) AS met
GROUP BY metric, email, subject, made
WINDOW same_type AS (PARTITION BY metric)
ORDER BY metric, email, subject
