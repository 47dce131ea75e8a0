-- Purpose: log where a verdict or a variance that people may have relied on is about to change. Reads the temporary table
-- binrecon_decided; run it before write_verdicts.sql.
-- Grain: one row per asset and measure judged before whose verdict or variance is another now. Safe to run again: once the new verdict
-- stands, nothing differs. Parameters: email, day (date), wallet, run_id.
INSERT INTO binance_audit_log (actor, action, email, date, detail)
SELECT 'reconciliation', 'verdict changed', %(email)s, %(day)s, jsonb_build_object(
           'wallet', %(wallet)s::text, 'asset', decided.asset, 'run_id', %(run_id)s::text,
           'from', newest.verdict, 'to', decided.verdict,
           'variance_from', trim_scale(newest.variance)::text, 'variance_to', trim_scale(decided.variance)::text)
       || CASE decided.measure WHEN 'balance' THEN '{}' ELSE jsonb_build_object('measure', decided.measure) END
FROM binrecon_decided AS decided
JOIN ({% include 'reconcile/newest_verdicts.sql' %}) AS newest USING (asset, measure)
WHERE (newest.verdict, newest.variance) IS DISTINCT FROM (decided.verdict, decided.variance)
ORDER BY decided.asset, decided.measure
