-- Purpose: on which days, of those that their own runs judged, a list was required that another list of the wallet leads to (trades of
-- the pairs that its ledger names): on the others it was not, as nothing led there.
-- Grain: one row per judged day and such question, one with an empty list for each judged day. Safe to run again: reads only.
-- Parameters: email, wallet, endpoints (text[]).
SELECT judged.date, coalesce(asked.endpoint, '') AS endpoint, coalesce(asked.key, '') AS key
FROM binance_reconciliation_days AS judged
LEFT JOIN binance_collection_plan AS asked
    ON asked.email = judged.email AND asked.wallet = judged.wallet AND asked.date = judged.date AND asked.required
    AND asked.endpoint = ANY(%(endpoints)s::text[])
WHERE judged.email = %(email)s AND judged.wallet = %(wallet)s AND judged.decided_at IS NOT NULL
ORDER BY 1, 2, 3
