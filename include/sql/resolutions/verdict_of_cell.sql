-- Purpose: the newest verdict on the balance of one asset of an account-day, and its variance.
-- Grain: one row, none where the asset was not judged. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, asset.
SELECT verdict, variance
FROM binance_reconciliation_verdicts
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s AND asset = %(asset)s AND measure = 'balance'
ORDER BY id DESC
LIMIT 1
