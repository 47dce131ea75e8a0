{#- The newest verdicts that are open or unproved, of those days and accounts that a page asks for. A day that was judged before its
    answers came leaves an unproved verdict on each asset, which newer ones replace: they are passed over by the verdict of the day,
    which is never better than the worst in it. Part of other queries. Parameters: emails (text[]), first and last (dates). -#}
{% include 'pages/current_verdicts.sql' %} AND held.verdict = 'open'
    UNION ALL
    {% include 'pages/current_verdicts.sql' %} AND held.verdict = 'unproved'
      AND (held.email, held.date, held.wallet) IN (
          SELECT email, date, wallet FROM binance_reconciliation_days
          WHERE email = ANY (%(emails)s::text[]) AND date BETWEEN %(first)s AND %(last)s AND verdict = 'unproved'
      )
