-- Purpose: accounts and wallets that were taken out of the accounts file: nothing is told of their days, breaks and lists any more.
-- That is said for a week after their last verdict, as nobody may have meant it.
-- Grain: account that is gone, or wallet that is gone of an account that is not. value = whole days since the last verdict.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz), listed_emails and listed_wallets (text[]: the wallets that the
-- accounts file names).
WITH gone AS (
    SELECT email, CASE WHEN email = ANY (%(listed_emails)s::text[]) THEN wallet ELSE 'SPOT' END AS wallet, date, decided_at
    FROM binance_reconciliation_days
    WHERE decided_at IS NOT NULL
      AND (email, wallet) NOT IN (SELECT * FROM unnest(%(listed_emails)s::text[], %(listed_wallets)s::text[]))
)
SELECT concat_ws('.', email, nullif(wallet, 'SPOT')) AS metric, floor(extract(epoch FROM %(now)s - max(decided_at)) / 86400)::int AS value, email,
       concat_ws(' ', nullif(wallet, 'SPOT'),
           format('is not in the accounts file any more, judged up to %%s: nothing more is told of its days, breaks and lists', max(date))) AS finding,
       max(decided_at) AS judged_at
FROM gone
GROUP BY email, wallet
HAVING max(decided_at) > %(now)s - interval '7 days'
ORDER BY metric
