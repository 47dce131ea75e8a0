-- Purpose: append a verdict for every measure of an asset whose newest one says anything else, its findings included. Reads the
-- temporary table binrecon_decided, whose rows are in the order of asset.
-- Grain: one row per changed asset and measure. Safe to run again: an equal verdict appends nothing, whichever code made it.
-- Parameters: email, day (date), wallet, run_id, code (the fingerprint of the code that judged).
INSERT INTO binance_reconciliation_verdicts
    (email, date, wallet, asset, measure, opening, expected, actual, variance, variance_usd, verdict, reason, findings, run_id,
     code_sha256)
SELECT %(email)s, %(day)s, %(wallet)s, decided.asset, decided.measure, decided.opening, decided.expected, decided.actual,
       decided.variance, decided.variance_usd, decided.verdict, decided.reason, decided.findings, %(run_id)s,
       %(code)s
FROM binrecon_decided AS decided
LEFT JOIN ({% include 'reconcile/newest_verdicts.sql' %}) AS newest USING (asset, measure)
WHERE newest.verdict IS NULL
   OR (newest.opening, newest.expected, newest.actual, newest.variance, newest.variance_usd, newest.verdict,
       newest.reason, newest.findings)
      IS DISTINCT FROM
      (decided.opening, decided.expected, decided.actual, decided.variance, decided.variance_usd, decided.verdict,
       decided.reason, decided.findings)
