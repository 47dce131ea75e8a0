-- Purpose: the open breaks of each wallet of the accounts file, of whatever age, and their known USD value.
-- Grain: account and wallet, those without any included with 0; the metric of SPOT is the account's name alone.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: emails (text[]), first, last, since and until (dates, as of the breaks),
-- listed_emails and listed_wallets (text[]: the wallets that the accounts file names).
WITH judged AS (
    SELECT DISTINCT email, wallet FROM binance_reconciliation_days
    WHERE (email, wallet) IN (SELECT * FROM unnest(%(listed_emails)s::text[], %(listed_wallets)s::text[]))
), broken AS (
    SELECT email, wallet, first_day, usd FROM ({% include 'reports/breaks.sql' %}) AS one WHERE state = 'open'
)
SELECT concat_ws('.', judged.email, nullif(judged.wallet, 'SPOT')) AS metric, count(broken.first_day) AS value, judged.email,
       CASE WHEN count(broken.first_day) > 0
            THEN concat_ws(': ', nullif(judged.wallet, 'SPOT'),
                format('%%s open break(s), the oldest of %%s', count(broken.first_day), min(broken.first_day))) END AS finding,
       min(broken.first_day) AS oldest, sum(broken.usd) AS usd, count(broken.first_day) - count(broken.usd) AS without_price
FROM judged LEFT JOIN broken ON broken.email = judged.email AND broken.wallet = judged.wallet
GROUP BY judged.email, judged.wallet
ORDER BY metric
