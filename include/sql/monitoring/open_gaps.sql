-- Purpose: required questions of the last 30 days that have no complete answer 12 hours after they were planned.
-- Grain: account, wallet and endpoint; a wallet besides SPOT is named.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz), listed_emails and listed_wallets (text[]: the wallets that the
-- accounts file names).
SELECT concat_ws('.', gap.email, nullif(gap.wallet, 'SPOT'), gap.endpoint) AS metric, count(*) AS value, gap.email,
       concat_ws(' ', nullif(gap.wallet, 'SPOT'),
           format('%%s: %%s question(s) without a complete answer, the oldest of %%s', gap.endpoint, count(*), min(gap.date)))
           AS finding,
       min(gap.date) AS oldest, min(gap.key) AS first_key
FROM v_binance_coverage_gaps AS gap
JOIN binance_collection_plan AS plan USING (email, date, wallet, endpoint, key)
WHERE gap.required AND gap.date > (%(now)s AT TIME ZONE 'UTC')::date - 30
  AND plan.planned_at < %(now)s - interval '12 hours'
  AND (gap.email, gap.wallet) IN (SELECT * FROM unnest(%(listed_emails)s::text[], %(listed_wallets)s::text[]))
GROUP BY gap.email, gap.wallet, gap.endpoint
ORDER BY metric
