-- Purpose: every verdict there ever was on one measure of an asset of an account-day. Grain: one row per verdict, newest first.
-- Safe to run again: reads only. Parameters: email, day (date), wallet, asset, measure.
SELECT id, verdict, opening, expected, actual, variance, variance_usd, reason, run_id, decided_at, findings
FROM binance_reconciliation_verdicts
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s AND asset = %(asset)s AND measure = %(measure)s
ORDER BY id DESC
