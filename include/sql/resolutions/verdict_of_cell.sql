-- Purpose: the newest verdict on one measure of an asset of an account-day, and its variance.
-- Grain: one row, none where it was not judged. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, asset, measure.
SELECT verdict, variance
FROM binance_reconciliation_verdicts
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s AND asset = %(asset)s AND measure = %(measure)s
ORDER BY id DESC
LIMIT 1
