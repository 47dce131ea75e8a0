-- Purpose: the questions that days of a wallet have required, and the lists of it that were seen to hold something, of every day of the
-- account: what a stretch between two balances rests on beside the lists that are asked every day.
-- Grain: one row per list and key, in order; witnesses left out. Pairs that the account was seen to trade are among them.
-- Safe to run again: reads only. Parameters: email, wallet, endpoints (text[]: the lists of the wallet).
SELECT endpoint, key
FROM (
    SELECT endpoint, key FROM binance_collection_plan
    WHERE email = %(email)s AND wallet = %(wallet)s AND required AND NOT witness
    UNION
    SELECT endpoint, key FROM binance_collection_coverage WHERE email = %(email)s AND records > 0
    UNION
    SELECT 'trades', symbol FROM binance_traded_symbols WHERE email = %(email)s
) AS question
WHERE endpoint = ANY(%(endpoints)s::text[])
ORDER BY endpoint, key COLLATE "C"
