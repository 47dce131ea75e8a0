-- Purpose: the required questions of an account-day that have no complete answer, and the assets each can touch.
-- Grain: one row per endpoint and key, ordered by both. assets NULL = every asset.
-- A pair touches its two assets and BNB (fees). A pair the exchange no longer lists touches the assets it was traded
-- in; one that nothing is known of touches every asset. A pair that could not be read in the newest exchange info is not
-- known either: nobody asks for its trades, so that is a gap of every day judged until a reading without it.
-- Safe to run again: reads only. Parameters: email, day (date).
{% import 'macros/known.sql' as known -%}
SELECT
    gap.endpoint, gap.key, concat_ws(': ', gap.status, nullif(gap.detail, '')) AS detail,
    {{ known.touched() }} AS assets
FROM v_binance_coverage_gaps AS gap
{{ known.joins() }}
WHERE gap.email = %(email)s AND gap.date = %(day)s AND gap.required
UNION ALL
SELECT 'exchange_info', '', 'quarantined: ' || min(unreadable.reason), NULL
FROM binance_quarantine AS unreadable
WHERE unreadable.email = '' AND unreadable.coverage_id = (
    SELECT max(reading.id) FROM binance_collection_coverage AS reading
    WHERE reading.email = '' AND reading.endpoint = 'exchange_info' AND reading.status = 'complete'
)
HAVING count(*) > 0
ORDER BY endpoint, key
