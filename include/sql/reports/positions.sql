-- Purpose: the positions of an account-day of a wallet of futures (`positions_futures.csv`), each with the fills that changed it and what
-- the exchange's own list says at its end.
-- Grain: one row per contract and side, by both; one without a contract for an end of the day of which no positions are known. Safe
-- to run again: reads only. Parameters: as of reconcile/positions.sql.
-- Columns:
--   date: the UTC day
--   email: the account
--   wallet: the wallet
--   symbol: the contract
--   side: LONG or SHORT where both sides of the contract are positions of their own, else BOTH
--   opening: the size at the beginning of the day, negative where it is short, in the contract's own unit
--   fills: what the fills of the day changed it by, signed
--   expected: opening and fills together
--   actual: the size at the end of the day
--   difference: actual less expected
--   verdict: follows, differs, or not checked
--   why: why it was not checked
{% import 'macros/positions.sql' as position -%}
WITH {{ position.checked() }}
SELECT %(day)s::date AS date, %(email)s::text AS email, %(wallet)s::text AS wallet, symbol, side, opening, fills, expected, actual, difference,
    CASE WHEN why IS NOT NULL THEN 'not checked' WHEN difference = 0 THEN 'follows' ELSE 'differs' END AS verdict, why
FROM checked
ORDER BY symbol COLLATE "C", side
