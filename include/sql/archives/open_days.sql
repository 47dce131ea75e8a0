-- Purpose: account-days that a month's answers are still needed for: of days before `before`, those that were opened and not judged, and
-- those that are open or unproved, unless a reviewed signature is about the verdicts as they are. Only a judgement can settle them, and it
-- reads the answers.
-- Grain: one row: how many, and the first of them as a text. Safe to run again: reads only. Parameter: before (date).
SELECT count(*), min(concat_ws(' ', day.date, day.wallet, day.email))
FROM binance_reconciliation_days AS day
WHERE day.date < %(before)s::date
  AND (day.decided_at IS NULL OR day.verdict IN ('open', 'unproved'))
  AND NOT EXISTS (
      SELECT FROM binance_sign_offs AS signed
      WHERE signed.email = day.email AND signed.role = 'reviewed' AND day.decided_at IS NOT NULL
        AND day.date BETWEEN signed.first AND signed.last
        AND NOT EXISTS (
            SELECT FROM binance_reconciliation_verdicts AS newer
            WHERE newer.email = day.email AND newer.date = day.date AND newer.id > signed.through_id
        )
  )
