-- Purpose: how one day stands for each account: judged or not, and with which verdicts.
-- Grain: one row per account, in the order given; judged false, and no counts, where no run of the day has come to its judgement.
-- ever_judged is whether any day of any of the accounts was judged at all. Safe to run again: reads only.
-- Parameters: emails (text[]), day (date), wallet.
SELECT account.email, held.decided_at IS NOT NULL AS judged, coalesce(held.verdict, ''), coalesce(held.proved, 0),
    coalesce(held.explained, 0), coalesce(held.open, 0), coalesce(held.unproved, 0),
    EXISTS (SELECT FROM binance_reconciliation_days WHERE email = ANY (%(emails)s::text[]) AND decided_at IS NOT NULL) AS ever_judged
FROM unnest(%(emails)s::text[]) WITH ORDINALITY AS account (email, place)
LEFT JOIN binance_reconciliation_days AS held
    ON held.email = account.email AND held.date = %(day)s AND held.wallet = %(wallet)s
ORDER BY account.place
