-- Purpose: where the verdicts in the temporary table binrecon_decided differ from those that stand, in anything for which a judgement would
-- append a verdict, and measures of an asset that have a verdict and would have none.
-- Grain: one row per asset and measure that differs, in their order. Safe to run again: reads only.
-- Parameters: email, day (date), wallet.
WITH newest AS (
    SELECT DISTINCT ON (asset, measure)
        asset, measure, opening, expected, actual, variance, variance_usd, verdict, reason, findings, code_sha256
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
    ORDER BY asset, measure, id DESC
)
SELECT asset, measure,
    newest.verdict, newest.reason, newest.opening, newest.expected, newest.actual, newest.variance, newest.variance_usd,
    decided.verdict, decided.reason, decided.opening, decided.expected, decided.actual, decided.variance, decided.variance_usd,
    newest.findings IS DISTINCT FROM decided.findings, newest.code_sha256
FROM newest
FULL JOIN binrecon_decided AS decided USING (asset, measure)
WHERE (newest.opening, newest.expected, newest.actual, newest.variance, newest.variance_usd, newest.verdict, newest.reason,
       newest.findings)
      IS DISTINCT FROM
      (decided.opening, decided.expected, decided.actual, decided.variance, decided.variance_usd, decided.verdict, decided.reason,
       decided.findings)
ORDER BY asset COLLATE "C", measure COLLATE "C"
