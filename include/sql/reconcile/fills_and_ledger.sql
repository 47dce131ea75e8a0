-- Purpose: where the fills of a day and the wallet's ledger say otherwise of what was made and charged, of contracts whose fills are
-- known: profits summed up by contract, charges by fill where the ledger names it, by size, as their sign differs from list to list.
-- What credits mode books in BNFCR is worth another number of the contract's own asset, and is not compared.
-- Grain: one row per symbol, asset and kind of the ledger that differ, with both sums over what differs, and how much does. Safe to
-- run again: reads only. Parameters: as of reconcile/positions.sql, and said_by (text[]: a source of fills), said (text[]: realized or
-- commission), kind (text[]: of the ledger, that tells it), by_number (boolean[]: whether it names the fill), as many of each.
-- A row of the ledger bears the number of its fill in the fifth place of its name.
{% import 'macros/positions.sql' as position -%}
WITH {{ position.sizes() }},
{{ position.fills_known() }},
pairing AS (
    SELECT *
    FROM unnest(%(said_by)s::text[], %(said)s::text[], %(kind)s::text[], %(by_number)s::boolean[]) AS given (source, said, kind, by_number)
),
booked AS (
    SELECT kind, counter_party AS symbol, CASE WHEN by_number THEN split_part(external_id, ':', 5) ELSE '' END AS number, asset,
        sum(CASE said WHEN 'realized' THEN amount ELSE abs(amount) END) AS amount
    FROM binance_reconciliation_transfers
    CROSS JOIN bound
    JOIN pairing ON pairing.kind = txn_subtype
    WHERE email = %(email)s AND wallet = %(wallet)s AND binance_reconciliation_transfers.source = %(ledger)s AND effective
      AND datetime >= begins AND datetime < ends
    GROUP BY 1, 2, 3, 4
),
listed AS (
    SELECT kind, fill.symbol, CASE WHEN by_number THEN number ELSE '' END AS number,
        CASE said WHEN 'realized' THEN coalesce(
            realized_asset,
            (SELECT min(booked.asset) FROM booked WHERE booked.symbol = fill.symbol AND booked.kind = pairing.kind),
            commission_asset
        ) ELSE commission_asset END AS asset,
        sum(CASE said WHEN 'realized' THEN realized ELSE abs(commission) END) AS amount
    FROM binance_reconciliation_fills AS fill
    CROSS JOIN bound
    JOIN pairing USING (source)
    WHERE email = %(email)s AND wallet = %(wallet)s AND datetime >= begins AND datetime < ends
    GROUP BY 1, 2, 3, 4
),
differing AS (
    SELECT symbol, asset, kind, coalesce(booked.amount, 0) AS booked, coalesce(listed.amount, 0) AS listed
    FROM booked
    FULL JOIN listed USING (kind, symbol, number, asset)
    WHERE coalesce(booked.amount, 0) <> coalesce(listed.amount, 0)
)
SELECT symbol, asset, kind, sum(booked) AS booked, sum(listed) AS listed, count(*) AS differ
FROM differing
JOIN fills_known USING (symbol)
WHERE why IS NULL
  AND NOT EXISTS (
      SELECT FROM booked AS credit
      WHERE credit.symbol = differing.symbol AND credit.kind = differing.kind AND credit.asset = 'BNFCR'
  )
GROUP BY symbol, asset, kind
ORDER BY symbol COLLATE "C", asset COLLATE "C", kind
