-- Purpose: how far a day is known for each wallet of the group: judged or not, and whether both its balances are held, without which an
-- asset that it has no verdict on may be there.
-- Grain: one row per wallet, in the order given. Safe to run again: reads only.
-- Parameters: emails and wallets (text[], one of each for a row), day (date).
SELECT own.email, own.wallet, held.decided_at IS NOT NULL AS judged,
    (SELECT count(*) FROM binance_snapshot_days AS balance
     WHERE balance.email = own.email AND balance.wallet = own.wallet AND balance.date IN (%(day)s::date - 1, %(day)s::date)) = 2 AS known
FROM unnest(%(emails)s::text[], %(wallets)s::text[]) WITH ORDINALITY AS own (email, wallet, place)
LEFT JOIN binance_reconciliation_days AS held ON held.email = own.email AND held.date = %(day)s AND held.wallet = own.wallet
ORDER BY own.place
