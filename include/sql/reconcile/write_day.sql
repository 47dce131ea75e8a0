-- Purpose: the account-day's own verdict, reason, counts and the doubts it was judged with. Grain: one row.
-- Safe to run again: written only where something is distinct, so decided_at is when this result first stood.
-- Parameters: email, day (date), wallet, verdict, reason, proved, explained, open, unproved, run_id, doubts (text[]).
INSERT INTO binance_reconciliation_days AS held
    (email, date, wallet, opened_at, decided_at, verdict, reason, proved, explained, open, unproved, run_id, doubts)
VALUES
    (%(email)s, %(day)s, %(wallet)s, clock_timestamp(), clock_timestamp(), %(verdict)s, %(reason)s, %(proved)s,
     %(explained)s, %(open)s, %(unproved)s, %(run_id)s, %(doubts)s)
ON CONFLICT (email, date, wallet) DO UPDATE SET
    decided_at = excluded.decided_at, verdict = excluded.verdict, reason = excluded.reason, proved = excluded.proved,
    explained = excluded.explained, open = excluded.open, unproved = excluded.unproved, run_id = excluded.run_id,
    doubts = excluded.doubts
WHERE held.decided_at IS NULL
   OR (held.verdict, held.reason, held.proved, held.explained, held.open, held.unproved, held.doubts)
      IS DISTINCT FROM
      (excluded.verdict, excluded.reason, excluded.proved, excluded.explained, excluded.open, excluded.unproved,
       excluded.doubts)
