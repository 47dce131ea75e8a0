-- Purpose: how many questions each day of a wallet has, and how many of them lack a whole answer.
-- Grain: one row per planned day, oldest first. Safe to run again: reads only. Parameters: email, wallet, first and last (dates).
SELECT date, count(*), count(gap.endpoint)
FROM binance_collection_plan AS plan
LEFT JOIN (
    -- With the bounds of its own: the view is made for the days that are asked of it, else for all of the account.
    SELECT * FROM v_binance_coverage_gaps WHERE email = %(email)s AND wallet = %(wallet)s AND date BETWEEN %(first)s AND %(last)s
) AS gap USING (email, date, wallet, endpoint, key)
WHERE plan.email = %(email)s AND plan.wallet = %(wallet)s AND plan.date BETWEEN %(first)s AND %(last)s
GROUP BY date
ORDER BY date
