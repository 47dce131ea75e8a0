-- Purpose: which pages the canonical rows of a bundle's days, and those of other days that it names, came from.
-- Grain: one row per list or source and page. Safe to run again: reads only.
-- Parameters: email, first and last (dates), since and until (timestamptz), beyond (bigint[], transfers of other days).
SELECT DISTINCT endpoint, fid FROM binance_reconciliation_transfers
WHERE email = %(email)s AND datetime >= %(since)s AND datetime < %(until)s
UNION
SELECT DISTINCT endpoint, fid FROM binance_reconciliation_transfers
WHERE email = %(email)s AND pid = ANY (%(beyond)s)
UNION
SELECT DISTINCT source, fid FROM binance_reconciliation_trades
WHERE email = %(email)s AND datetime >= %(since)s AND datetime < %(until)s
UNION
SELECT DISTINCT source, fid FROM binance_reconciliation_fills
WHERE email = %(email)s AND datetime >= %(since)s AND datetime < %(until)s
UNION
SELECT DISTINCT source, fid FROM binance_reconciliation_balances
WHERE email = %(email)s AND date BETWEEN %(first)s::date - 1 AND %(last)s AND fid IS NOT NULL
UNION
SELECT DISTINCT source, fid FROM binance_reconciliation_positions
WHERE email = %(email)s AND date BETWEEN %(first)s::date - 1 AND %(last)s
