-- Purpose: the positions of an account-day, rolled forward by their fills: opening + fills = expected, held against what the list
-- at its end says, and why that says nothing where it does (`why`); beside each, kinds of the ledger that may tell what no fill
-- does, and the assets that the contract moved.
-- Grain: one row per symbol and side, by both; one without a symbol for an end of the day of which no positions are known. Safe to run
-- again: reads only. Parameters: email, day (date), wallet, ledger (its source), lists (text[]: of fills), by_symbol (boolean[], as
-- many), kinds (text[]: of the ledger, that fills tell too), usual (text[]: of the ledger, that change no position).
{% import 'macros/positions.sql' as position -%}
WITH {{ position.checked() }},
moved AS (
    SELECT counter_party AS symbol, txn_subtype AS kind, asset
    FROM binance_reconciliation_transfers
    CROSS JOIN bound
    WHERE email = %(email)s AND wallet = %(wallet)s AND source = %(ledger)s AND effective AND counter_party IS NOT NULL
      AND datetime >= begins AND datetime < ends
    UNION
    SELECT symbol, NULL, unnest(ARRAY[realized_asset, commission_asset])
    FROM binance_reconciliation_fills
    CROSS JOIN bound
    WHERE email = %(email)s AND wallet = %(wallet)s AND datetime >= begins AND datetime < ends
),
of_symbol AS (
    SELECT symbol, array_agg(DISTINCT asset ORDER BY asset) FILTER (WHERE asset IS NOT NULL) AS assets,
        array_agg(DISTINCT kind ORDER BY kind) FILTER (WHERE kind <> ALL (%(kinds)s::text[] || %(usual)s::text[])) AS beside
    FROM moved
    GROUP BY symbol
)
SELECT checked.symbol, side, opening, fills, expected, actual, difference, why, coalesce(beside, '{}') AS beside,
    coalesce(assets, '{}') AS assets
FROM checked
LEFT JOIN of_symbol USING (symbol)
ORDER BY checked.symbol COLLATE "C", side
