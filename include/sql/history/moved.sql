-- Purpose: what moved each asset of a wallet from one of its anchors to the next, how much of it came in, and where the balance,
-- rolled forward from the anchor, first falls below zero. Times of some lists are cut to the second, so movements of one second are
-- one moment, and `came` adds up the moments in which more came than left.
-- Grain: one row per asset and anchor in which anything moved; start NULL: before the asset's first anchor. What came after the newest
-- anchor stands under it. Only movements that count; the balance alone.
-- Safe to run again: reads only. Parameters: email, wallet, assets (text[]), starts (date[]), balances (numeric[], NULL where it is not
-- known): the anchors.
WITH point AS (
    SELECT asset, start, balance
    FROM unnest(%(assets)s::text[], %(starts)s::date[], %(balances)s::numeric[]) AS point (asset, start, balance)
), moment AS (
    SELECT asset, date_trunc('second', datetime) AS at, sum(amount) AS amount, count(*) AS records
    FROM (
        SELECT asset, datetime, amount FROM binance_reconciliation_transfers
        WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance' AND effective
        UNION ALL
        SELECT asset, datetime, amount FROM binance_reconciliation_trades
        WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance'
    ) AS leg
    GROUP BY asset, date_trunc('second', datetime)
), placed AS (
    SELECT asset, at, amount, records, max(start) OVER (
        PARTITION BY asset ORDER BY at, records ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS start
    FROM (
        SELECT asset, start::timestamp AT TIME ZONE 'UTC' AS at, balance AS amount, 0 AS records, start FROM point
        UNION ALL
        SELECT asset, at, amount, records, NULL FROM moment
    ) AS event
), running AS (
    SELECT asset, at, amount, records, start, CASE
        WHEN start IS NOT NULL AND first_value(amount) OVER (PARTITION BY asset, start ORDER BY at, records) IS NOT NULL
        THEN sum(amount) OVER (PARTITION BY asset, start ORDER BY at)
    END AS balance
    FROM placed
)
SELECT asset, start, sum(amount) FILTER (WHERE records > 0) AS amount, sum(records)::bigint AS records,
    sum(greatest(amount, 0)) FILTER (WHERE records > 0) AS came,
    min(at) FILTER (WHERE records > 0 AND balance < 0) AS low_at,
    (array_agg(balance ORDER BY at) FILTER (WHERE records > 0 AND balance < 0))[1] AS low
FROM running
GROUP BY asset, start
HAVING sum(records) > 0
