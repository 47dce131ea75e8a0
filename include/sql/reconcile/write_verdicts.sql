-- Purpose: append a verdict for every asset whose newest one says anything else, its findings included. Reads the
-- temporary table binrecon_decided, whose rows are in the order of asset.
-- Grain: one row per changed asset. Safe to run again: an equal verdict appends nothing.
-- Parameters: email, day (date), wallet, run_id.
INSERT INTO binance_reconciliation_verdicts
    (email, date, wallet, asset, opening, expected, actual, variance, variance_usd, verdict, reason, findings, run_id)
SELECT %(email)s, %(day)s, %(wallet)s, decided.asset, decided.opening, decided.expected, decided.actual,
       decided.variance, decided.variance_usd, decided.verdict, decided.reason, decided.findings, %(run_id)s
FROM binrecon_decided AS decided
LEFT JOIN ({% include 'reconcile/newest_verdicts.sql' %}) AS newest ON newest.asset = decided.asset
WHERE newest.asset IS NULL
   OR (newest.opening, newest.expected, newest.actual, newest.variance, newest.variance_usd, newest.verdict,
       newest.reason, newest.findings)
      IS DISTINCT FROM
      (decided.opening, decided.expected, decided.actual, decided.variance, decided.variance_usd, decided.verdict,
       decided.reason, decided.findings)
