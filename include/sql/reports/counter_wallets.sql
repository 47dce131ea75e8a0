-- Purpose: what an account-day exchanged with counter-wallets without a ledger: wallets that transfers and Earn name as the other end,
-- and that no list tells the whole of, so that what went there is followed no further.
-- Grain: one row per counter-wallet and asset, in their order. Shares of flexible Earn stand in SPOT and are no part of it.
-- Safe to run again: reads only. Parameters: email, day (date), wallet, and those of macros/other_ends.sql.
-- Columns:
--   date: the UTC day
--   email: the account
--   wallet: the wallet that moved
--   counter_wallet: where the other end is: FUNDING, EARN or PORTFOLIO_MARGIN
--   asset: the asset; every amount of the row is in it
--   moved_in: what came from there, not negative
--   moved_out: what went there, not positive
--   net: the sum of both: below zero, more went there than came back
--   movements: how many movements that is
{% import 'macros/other_ends.sql' as ends -%}
WITH leg AS (
    SELECT *
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND effective AND measure = 'balance'
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
),
{{ ends.family('leg') }},
{{ ends.places('leg') }},
{{ ends.counters('leg') }}
SELECT %(day)s::date AS date, leg.email, leg.wallet, counter.wallet AS counter_wallet, asset,
    coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS moved_in, coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS moved_out,
    sum(amount) AS net, count(*) AS movements
FROM leg
JOIN counter USING (pid)
GROUP BY leg.email, leg.wallet, counter.wallet, asset
ORDER BY counter.wallet COLLATE "C", asset COLLATE "C"
