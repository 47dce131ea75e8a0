-- Purpose: where else the asset is off on the day: other wallets and accounts, by their newest verdicts.
-- Grain: one row per account, wallet and measure, not the one asked for. Safe to run again: reads only.
-- Parameters: emails (text[]), email, day (date), wallet, asset, measure.
SELECT email, wallet, measure, verdict, variance
FROM (
    SELECT DISTINCT ON (email, wallet, measure) email, wallet, measure, verdict, variance
    FROM binance_reconciliation_verdicts
    WHERE email = ANY (%(emails)s::text[]) AND date = %(day)s AND asset = %(asset)s
    ORDER BY email, wallet, measure, id DESC
) AS newest
WHERE verdict <> 'proved' AND (email, wallet, measure) <> (%(email)s, %(wallet)s, %(measure)s)
ORDER BY email COLLATE "C", wallet COLLATE "C", measure COLLATE "C"
