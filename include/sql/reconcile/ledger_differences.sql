-- Purpose: where a wallet's ledger and the lists that tell the same movements say otherwise of a day's balance, by asset.
-- Grain: one row per asset, ordered by it, with both sums over the groups of movements that differ. Where a row of the ledger does
-- not tell its direction, sizes are compared in its group, and the sums are those of sizes. Safe to run again: reads only.
-- Parameters: email, day (date), wallet, ledger (its source); kinds and kind_groups, sources and source_groups (text[], as many):
-- to which group the kinds of the ledger, and the rows of the other lists, belong.
WITH kind AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(kind_groups)s::text[]) AS given (kind, family)
), source AS (
    SELECT * FROM unnest(%(sources)s::text[], %(source_groups)s::text[]) AS given (source, family)
), moved AS (
    SELECT source, txn_subtype, asset, amount, status, standing, datetime
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance' AND standing <> 'withdrawn'
    UNION ALL
    SELECT source, txn_subtype, asset, amount, '', 'counts', datetime
    FROM binance_reconciliation_trades
    WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance'
), said AS (
    SELECT asset, coalesce(kind.family, source.family) AS family, kind.family IS NOT NULL AS by_ledger, amount,
        bool_or(kind.family IS NOT NULL AND status = 'UNDIRECTED')
            OVER (PARTITION BY asset, coalesce(kind.family, source.family)) AS undirected
    FROM moved
    LEFT JOIN kind ON moved.source = %(ledger)s AND kind.kind = txn_subtype
    LEFT JOIN source ON source.source = moved.source AND standing = 'counts'
    WHERE datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC' AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
      AND (kind.family IS NOT NULL OR source.family IS NOT NULL)
), summed AS (
    SELECT asset, family,
        coalesce(sum(CASE WHEN undirected THEN abs(amount) ELSE amount END) FILTER (WHERE by_ledger), 0) AS ledger,
        coalesce(sum(CASE WHEN undirected THEN abs(amount) ELSE amount END) FILTER (WHERE NOT by_ledger), 0) AS lists
    FROM said
    GROUP BY asset, family
)
SELECT asset, sum(ledger) AS ledger, sum(lists) AS lists
FROM summed
WHERE ledger <> lists
GROUP BY asset
ORDER BY asset COLLATE "C"
