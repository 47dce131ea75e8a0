-- Purpose: the days of a wallet that the verdict on the day itself covers, whole or for some of its assets.
-- Grain: one row per day and asset whose balance is proved or explained; asset empty: the whole day is. None while it is in doubt whose
-- account it is: these verdicts may be of another's records.
-- Safe to run again: reads only. Parameters: email, wallet.
WITH doubted AS MATERIALIZED (
    {% include 'history/identity_doubts.sql' %}
)
SELECT date, '' AS asset
FROM binance_reconciliation_days
WHERE NOT EXISTS (SELECT FROM doubted) AND email = %(email)s AND wallet = %(wallet)s AND decided_at IS NOT NULL AND verdict IN ('proved', 'explained')
UNION ALL
SELECT date, asset
FROM v_binance_verdicts_current
WHERE NOT EXISTS (SELECT FROM doubted) AND email = %(email)s AND wallet = %(wallet)s AND measure = 'balance' AND verdict IN ('proved', 'explained')
ORDER BY 1, 2
