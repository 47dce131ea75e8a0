-- Purpose: how one day stands for each wallet of each account: judged or not, and with which verdicts.
-- Grain: one row per account and wallet, in the order given; judged false, and no counts, where no run of the day has come to its judgement.
-- ever_judged is whether any day of any of the accounts was judged at all. Safe to run again: reads only.
-- Parameters: emails and wallets (text[], one of each for a row), day (date).
SELECT account.email, held.decided_at IS NOT NULL AS judged, coalesce(held.verdict, ''), coalesce(held.proved, 0),
    coalesce(held.explained, 0), coalesce(held.open, 0), coalesce(held.unproved, 0),
    EXISTS (SELECT FROM binance_reconciliation_days WHERE email = ANY (%(emails)s::text[]) AND decided_at IS NOT NULL) AS ever_judged
FROM unnest(%(emails)s::text[], %(wallets)s::text[]) WITH ORDINALITY AS account (email, wallet, place)
LEFT JOIN binance_reconciliation_days AS held
    ON held.email = account.email AND held.date = %(day)s AND held.wallet = account.wallet
ORDER BY account.place
