-- Purpose: the signatures under whole months of accounts, to be laid beside their months. A month began with its first day, or with the
-- first one that was judged of the account when it was signed: where an earlier day was judged since, the signature is about less than the
-- month is now, and shows as taken back.
-- Grain: one row per signature, the oldest first. Safe to run again: reads only. Parameters: emails (text[]), since (date).
SELECT email, last, id, role, author, comment, digest, cells, through_id, at
FROM binance_sign_offs AS signed
WHERE email = ANY (%(emails)s::text[]) AND last >= %(since)s AND first >= date_trunc('month', last::timestamp)
  AND NOT EXISTS (
    SELECT FROM binance_reconciliation_verdicts AS earlier
    WHERE earlier.email = signed.email AND earlier.date >= date_trunc('month', signed.last::timestamp) AND earlier.date < signed.first
      AND earlier.decided_at <= signed.at
  )
  AND NOT EXISTS (
    SELECT FROM binance_reconciliation_days AS earlier
    WHERE earlier.email = signed.email AND earlier.date >= date_trunc('month', signed.last::timestamp) AND earlier.date < signed.first
      AND earlier.decided_at <= signed.at
  )
ORDER BY id
