-- Purpose: the positions of an account-day, rolled forward by their fills: opening + fills = expected, held against what the list
-- at its end says, and why that says nothing where it does (`why`); beside each, kinds of the ledger that may tell what no fill
-- does, and the assets that the contract moved.
-- Grain: one row per symbol and side, by both; one without a symbol for an end of the day of which no positions are known. Safe to run
-- again: reads only. Parameters: email, day (date), wallet, ledger (its source), lists (text[]: of fills), by_symbol (boolean[], as
-- many), kinds (text[]: of the ledger, that fills tell too), usual (text[]: of the ledger, that change no position).
{% import 'macros/positions.sql' as position -%}
WITH {{ position.checked() }}
SELECT checked.symbol, side, opening, fills, expected, actual, difference, why,
    ARRAY(
        SELECT DISTINCT txn_subtype FROM binance_reconciliation_transfers CROSS JOIN bound
        WHERE email = %(email)s AND wallet = %(wallet)s AND source = %(ledger)s AND effective AND counter_party = checked.symbol
          AND txn_subtype <> ALL (%(kinds)s::text[] || %(usual)s::text[]) AND datetime >= begins AND datetime < ends
        ORDER BY txn_subtype
    ) AS beside,
    ARRAY(
        SELECT asset FROM binance_reconciliation_transfers CROSS JOIN bound
        WHERE email = %(email)s AND wallet = %(wallet)s AND source = %(ledger)s AND effective AND counter_party = checked.symbol
          AND datetime >= begins AND datetime < ends
        UNION
        SELECT unnest(ARRAY[realized_asset, commission_asset]) FROM binance_reconciliation_fills CROSS JOIN bound
        WHERE email = %(email)s AND wallet = %(wallet)s AND binance_reconciliation_fills.symbol = checked.symbol
          AND datetime >= begins AND datetime < ends
        ORDER BY 1
    ) AS assets
FROM checked
ORDER BY checked.symbol COLLATE "C", side
