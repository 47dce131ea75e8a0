-- Purpose: what reviewers signed of periods that have a day before `before`: the digest of the verdicts that each signature is about.
-- Grain: one row per account, period and digest. Safe to run again: reads only. Parameters: emails (text[]), before (date).
SELECT DISTINCT email, first, last, digest
FROM binance_sign_offs
WHERE role = 'reviewed' AND email = ANY (%(emails)s::text[]) AND first < %(before)s::date
