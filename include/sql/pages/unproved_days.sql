{#- The account-days that are unproved as a whole, of which no asset is. Part of other queries, which have `current`: the open and
    unproved verdicts of the same days and accounts. Parameters: emails (text[]), first and last (dates). -#}
SELECT day.email, day.wallet, day.date, day.verdict, day.reason
FROM binance_reconciliation_days AS day
WHERE email = ANY (%(emails)s::text[]) AND date BETWEEN %(first)s AND %(last)s AND verdict = 'unproved'
  AND NOT EXISTS (
      SELECT FROM current
      WHERE current.email = day.email AND current.date = day.date AND current.wallet = day.wallet AND current.verdict = 'unproved'
  )
