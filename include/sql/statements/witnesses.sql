-- Purpose: three witnesses of what moved in a wallet on each day that a statement covers whole: the difference of two snapshots, our
-- movements, the statement's lines; which of them agree; the verdict as it stands.
-- Grain: one row per day and asset in which any of them moved, by day and asset. snapshot_delta is NULL where one of the two
-- snapshots is missing; statement is NULL for a share of flexible earn, which snapshots show and statements do not: LD before
-- the name of a coin that is traded, that the account has, or that it subscribed. LDO is none.
-- Safe to run again: reads only. Parameters: email, wallet, emails and wallets (the same in lists), first, last (dates or NULL),
-- stated_as (text[]: what statements call the wallet).
-- Columns:
--   date: the UTC day
--   asset: the asset; every amount of the row is in it
--   snapshot_delta: closing less opening snapshot, or reading of ours, of the balance at midnight; empty where one of the two is missing
--   movements: the sum of what the API's lists say moved
--   statement: the sum of the statement's lines; empty for a share of flexible earn, which statements do not show
--   agree: which of the three agree: all three, snapshot and statement, snapshot and movements, movements and statement, none
--   offset_proved: whether known movements bear out the statement's clock (True or False)
--   verdict: the verdict on the asset as it is now; empty where there is none
{%- import 'macros/balance_equation.sql' as equation %}
WITH covered AS MATERIALIZED (
{% include 'statements/days_covered.sql' %}
), stated AS (
    SELECT date, asset, sum(change) AS amount
    FROM ({% include 'statements/lines_of_wallet.sql' %}) AS line
    GROUP BY date, asset
), moved AS (
    SELECT (at AT TIME ZONE 'UTC')::date AS date, asset, sum(amount) AS amount
    FROM ({% include 'statements/expected_rows.sql' %}) AS expected
    WHERE at >= coalesce(%(first)s::date, '-infinity')::timestamp AT TIME ZONE 'UTC'
        AND at < coalesce(%(last)s::date + 1, 'infinity')::timestamp AT TIME ZONE 'UTC'
    GROUP BY 1, asset
), held AS (
    SELECT date, asset, sum(amount) AS raw_balance
    FROM (
        SELECT email, wallet, date, asset, raw_balance AS amount
        FROM binance_reconciliation_balances
        WHERE raw_balance IS NOT NULL
        UNION ALL
        SELECT email, wallet, date, asset, -amount FROM ({{ equation.after_midnight() }}) AS moved
        WHERE measure = 'balance'
    ) AS term
    WHERE email = %(email)s AND wallet = %(wallet)s
    GROUP BY date, asset
), snapshot AS (
    SELECT covered.date, (
        SELECT count(*) FROM binance_snapshot_days AS taken
        WHERE taken.email = %(email)s AND taken.wallet = %(wallet)s AND taken.date IN (covered.date, covered.date - 1)
    ) = 2 AS complete
    FROM covered
), named AS (
    SELECT date, asset FROM stated
    UNION
    SELECT date, asset FROM moved
    UNION
    SELECT date, asset FROM held
    UNION
    SELECT date + 1, asset FROM held
), share AS (
{% include 'statements/shares.sql' %}
), seen AS (
    SELECT named.date, named.asset, covered.offset_proved,
        CASE WHEN snapshot.complete THEN coalesce(closing.raw_balance, 0) - coalesce(opening.raw_balance, 0) END AS snapshot,
        coalesce(moved.amount, 0) AS movements,
        CASE WHEN stated.asset IS NOT NULL OR share.asset IS NULL THEN coalesce(stated.amount, 0) END AS statement
    FROM named
    JOIN covered USING (date)
    JOIN snapshot USING (date)
    LEFT JOIN stated USING (date, asset)
    LEFT JOIN moved USING (date, asset)
    LEFT JOIN share USING (asset)
    LEFT JOIN held AS closing ON closing.date = named.date AND closing.asset = named.asset
    LEFT JOIN held AS opening ON opening.date = named.date - 1 AND opening.asset = named.asset
)
SELECT seen.date, seen.asset, snapshot AS snapshot_delta, movements, statement,
    CASE
        WHEN snapshot = movements AND movements = statement THEN 'all three'
        WHEN snapshot = statement THEN 'snapshot and statement'
        WHEN snapshot = movements THEN 'snapshot and movements'
        WHEN movements = statement THEN 'movements and statement'
        ELSE 'none'
    END AS agree,
    offset_proved, verdict.verdict
FROM seen
LEFT JOIN v_binance_verdicts_current AS verdict
    ON verdict.email = %(email)s AND verdict.wallet = %(wallet)s AND verdict.date = seen.date AND verdict.asset = seen.asset
    AND verdict.measure = 'balance'
WHERE (coalesce(snapshot, 0), movements, coalesce(statement, 0)) <> (0, 0, 0)
ORDER BY seen.date, seen.asset COLLATE "C"
