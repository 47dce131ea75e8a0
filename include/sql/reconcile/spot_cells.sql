-- Purpose: the cells of one account-day in SPOT: both snapshots and the movements of [day, next day) UTC between them.
-- Grain: one row per asset that either snapshot, a movement or an earlier verdict of the day names; ordered by asset.
-- Signs: out and fees are negative, so opening + all five sums = expected. Only effective rows move money.
-- NULL opening or actual means that snapshot is missing; an asset a snapshot does not list stands in it with zero.
-- Safe to run again: reads only. Parameters: email, day (date).
SELECT
    facts.asset,
    CASE WHEN EXISTS (
        SELECT FROM binance_snapshot_days AS held
        WHERE held.email = %(email)s AND held.wallet = 'SPOT' AND held.date = %(day)s::date - 1
    ) THEN coalesce(sum(facts.opening), 0) END AS opening,
    coalesce(sum(facts.transfers_in), 0) AS transfers_in,
    coalesce(sum(facts.transfers_out), 0) AS transfers_out,
    coalesce(sum(facts.trades_in), 0) AS trades_in,
    coalesce(sum(facts.trades_out), 0) AS trades_out,
    coalesce(sum(facts.fees), 0) AS fees,
    CASE WHEN EXISTS (
        SELECT FROM binance_snapshot_days AS held
        WHERE held.email = %(email)s AND held.wallet = 'SPOT' AND held.date = %(day)s::date
    ) THEN coalesce(sum(facts.actual), 0) END AS actual
FROM (
    SELECT asset,
           CASE WHEN date = %(day)s::date - 1 THEN raw_balance END AS opening,
           NULL::numeric AS transfers_in, NULL::numeric AS transfers_out,
           NULL::numeric AS trades_in, NULL::numeric AS trades_out, NULL::numeric AS fees,
           CASE WHEN date = %(day)s::date THEN raw_balance END AS actual
    FROM binance_reconciliation_balances
    WHERE email = %(email)s AND wallet = 'SPOT' AND date IN (%(day)s::date - 1, %(day)s::date)
      AND raw_balance IS NOT NULL
    UNION ALL
    SELECT asset, NULL,
           CASE WHEN txn_type = 'transfer_in' THEN amount END,
           CASE WHEN txn_type = 'transfer_out' THEN amount END,
           NULL, NULL,
           CASE WHEN txn_type = 'txn_fee' THEN amount END,
           NULL
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = 'SPOT' AND effective
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT asset, NULL, NULL, NULL,
           CASE WHEN txn_subtype IN ('spot_buy', 'convert_buy') THEN amount END,
           CASE WHEN txn_subtype IN ('spot_sell', 'convert_sell') THEN amount END,
           CASE WHEN txn_subtype IN ('maker_fee', 'taker_fee') THEN amount END,
           NULL
    FROM binance_reconciliation_trades
    WHERE email = %(email)s AND wallet = 'SPOT'
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT DISTINCT asset, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric,
           NULL::numeric
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND wallet = 'SPOT' AND date = %(day)s
) AS facts
GROUP BY facts.asset
ORDER BY facts.asset COLLATE "C"
