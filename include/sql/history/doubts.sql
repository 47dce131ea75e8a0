-- Purpose: why days of a wallet cannot be trusted whatever they add up to: doubts that a day was judged with, answers that are not booked
-- yet, whose key it is, pairs that nobody can ask for (SPOT).
-- Grain: one row per reason, first and last day (NULL: all of them). Safe to run again: reads only. Parameters: email, wallet.
SELECT day.date AS first, day.date AS last, doubt.reason
FROM binance_reconciliation_days AS day
CROSS JOIN LATERAL unnest(day.doubts) AS doubt (reason)
WHERE day.email = %(email)s AND day.wallet = %(wallet)s
UNION ALL
SELECT NULL, NULL, count(*) || ' answer(s) of the exchange are not booked yet'
FROM binance_pages_pending AS pending
LEFT JOIN binance_collection_coverage AS reading ON reading.id = pending.coverage_id
WHERE pending.email = %(email)s AND pending.raw_table <> 'binance_raw_sub_accounts'
  AND coalesce(reading.status, 'complete') = 'complete'
HAVING count(*) > 0
UNION ALL
SELECT NULL, NULL, reason FROM ({% include 'history/identity_doubts.sql' %}) AS identity
UNION ALL
SELECT NULL, NULL, 'a pair of exchange info could not be read: ' || min(unreadable.reason)
FROM binance_quarantine AS unreadable
WHERE %(wallet)s = 'SPOT' AND unreadable.email = '' AND unreadable.coverage_id = (
    SELECT max(reading.id) FROM binance_collection_coverage AS reading
    WHERE reading.email = '' AND reading.endpoint = 'exchange_info' AND reading.status = 'complete'
)
HAVING count(*) > 0
ORDER BY 1, 3
