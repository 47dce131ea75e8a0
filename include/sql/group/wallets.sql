-- Purpose: how far a day is known for each wallet of the group: judged or not, whether both its balances are held, without which an asset
-- that it has no verdict on may be there, and whether the day is unproved with no asset that is not (doubted: then nothing is known of the
-- others) or with some that are not (in_part: then something of the day lacks that need not touch them all).
-- Grain: one row per wallet, in the order given. Safe to run again: reads only.
-- Parameters: emails and wallets (text[], one of each for a row), day (date).
SELECT own.email, own.wallet, held.decided_at IS NOT NULL AS judged,
    (SELECT count(*) FROM binance_snapshot_days AS balance
     WHERE balance.email = own.email AND balance.wallet = own.wallet AND balance.date IN (%(day)s::date - 1, %(day)s::date)) = 2 AS known,
    coalesce(held.verdict = 'unproved' AND held.proved + held.explained + held.open = 0, false) AS doubted,
    coalesce(held.verdict = 'unproved' AND held.proved + held.explained + held.open > 0, false) AS in_part
FROM unnest(%(emails)s::text[], %(wallets)s::text[]) WITH ORDINALITY AS own (email, wallet, place)
LEFT JOIN binance_reconciliation_days AS held ON held.email = own.email AND held.date = %(day)s AND held.wallet = own.wallet
ORDER BY own.place
