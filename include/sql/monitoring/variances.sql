-- Purpose: the variances of the last 30 days that nothing accounts for, and their known USD value.
-- Grain: account and wallet, those without any included with 0; the metric of SPOT is the account's name alone.
-- Columns: metric (what the number is of), value, email, finding (text where a person should look, else NULL), more.
-- Safe to run again: reads only. Parameters: now (timestamptz).
WITH judged AS (
    SELECT DISTINCT email, wallet FROM binance_reconciliation_days
), variance AS (
    SELECT email, wallet, date, variance_usd
    FROM v_binance_verdicts_current
    WHERE verdict = 'open' AND date > (%(now)s AT TIME ZONE 'UTC')::date - 30
)
SELECT concat_ws('.', judged.email, nullif(judged.wallet, 'SPOT')) AS metric, count(variance.date) AS value, judged.email,
       CASE WHEN count(variance.date) > 0
            THEN concat_ws(': ', nullif(judged.wallet, 'SPOT'),
                format('%%s open variance(s), the oldest of %%s', count(variance.date), min(variance.date))) END AS finding,
       min(variance.date) AS oldest, sum(abs(variance.variance_usd)) AS usd,
       count(variance.date) - count(variance.variance_usd) AS without_price
FROM judged LEFT JOIN variance ON variance.email = judged.email AND variance.wallet = judged.wallet
GROUP BY judged.email, judged.wallet
ORDER BY metric
