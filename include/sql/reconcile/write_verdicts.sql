-- Purpose: append a verdict for every asset whose newest one says anything else, and log where a verdict or a variance
-- that people may have relied on changed. Reads the temporary table binrecon_decided.
-- Grain: one row per changed asset. Safe to run again: an equal verdict appends nothing.
-- Parameters: email, day (date), wallet, run_id.
WITH newest AS (
    SELECT DISTINCT ON (asset) asset, opening, expected, actual, variance, variance_usd, verdict, reason
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
    ORDER BY asset, id DESC
), changed AS (
    SELECT decided.*, newest.verdict AS old_verdict, newest.variance AS old_variance
    FROM binrecon_decided AS decided
    LEFT JOIN newest ON newest.asset = decided.asset
    WHERE newest.asset IS NULL
       OR (newest.opening, newest.expected, newest.actual, newest.variance, newest.variance_usd, newest.verdict,
           newest.reason)
          IS DISTINCT FROM
          (decided.opening, decided.expected, decided.actual, decided.variance, decided.variance_usd, decided.verdict,
           decided.reason)
), logged AS (
    INSERT INTO binance_audit_log (actor, action, email, date, detail)
    SELECT 'reconciliation', 'verdict changed', %(email)s, %(day)s, jsonb_build_object(
               'wallet', %(wallet)s::text, 'asset', asset, 'run_id', %(run_id)s::text,
               'from', old_verdict, 'to', verdict,
               'variance_from', trim_scale(old_variance)::text, 'variance_to', trim_scale(variance)::text)
    FROM changed
    WHERE old_verdict IS NOT NULL AND (old_verdict, old_variance) IS DISTINCT FROM (verdict, variance)
    ORDER BY asset
)
INSERT INTO binance_reconciliation_verdicts
    (email, date, wallet, asset, opening, expected, actual, variance, variance_usd, verdict, reason, run_id)
SELECT %(email)s, %(day)s, %(wallet)s, asset, opening, expected, actual, variance, variance_usd, verdict, reason,
       %(run_id)s
FROM changed
ORDER BY asset
