-- Purpose: what moved the group's balances on a day otherwise than between its own wallets: by transfers and products, by trading, by fees.
-- Grain: one row per asset that moved so. Amounts are signed. Safe to run again: reads only.
-- Parameters: emails and wallets (text[], one of each for a wallet), day (date).
{% import 'macros/group.sql' as group -%}
WITH {{ group.members() }},
moved AS (
    SELECT binrecon_coin(leg.wallet, leg.asset) AS asset, CASE WHEN leg.leg = 3 THEN 'fee' ELSE 'external' END AS kind, leg.amount
    FROM member
    JOIN binance_reconciliation_transfers AS leg USING (email, wallet)
    WHERE leg.effective AND leg.measure = 'balance'
      AND leg.datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND leg.datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
      AND (leg.leg = 3 OR NOT {{ group.is_own('leg') }})
    UNION ALL
    SELECT binrecon_coin(leg.wallet, leg.asset), CASE WHEN leg.leg = 3 THEN 'fee' ELSE 'trade' END, leg.amount
    FROM member
    JOIN binance_reconciliation_trades AS leg USING (email, wallet)
    WHERE leg.measure = 'balance'
      AND leg.datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND leg.datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
)
SELECT asset,
    coalesce(sum(amount) FILTER (WHERE kind = 'external' AND amount > 0), 0),
    coalesce(sum(amount) FILTER (WHERE kind = 'external' AND amount < 0), 0),
    coalesce(sum(amount) FILTER (WHERE kind = 'trade'), 0),
    coalesce(sum(amount) FILTER (WHERE kind = 'fee'), 0)
FROM moved
GROUP BY asset
