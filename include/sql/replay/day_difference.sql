-- Purpose: the verdict and the reason of an account-day as they stand, where a replay comes to others. A day can be unproved as a whole with
-- no asset's verdict being another.
-- Grain: one row, none where both are equal. Safe to run again: reads only. Parameters: email, day (date), wallet, verdict, reason.
SELECT verdict, reason
FROM binance_reconciliation_days
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
  AND (verdict, reason) IS DISTINCT FROM (%(verdict)s, %(reason)s)
