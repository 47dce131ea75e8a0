{#- The newest verdict on each measure of an asset, of those days and accounts that a page asks for. Part of other queries.
    Parameters: emails (text[]), first and last (dates). -#}
SELECT held.*, asset || CASE measure WHEN 'balance' THEN '' ELSE ' ' || measure END AS name
FROM binance_reconciliation_verdicts AS held
WHERE email = ANY (%(emails)s::text[]) AND date BETWEEN %(first)s AND %(last)s
  AND NOT EXISTS (
      SELECT FROM binance_reconciliation_verdicts AS later
      WHERE later.email = held.email AND later.date = held.date AND later.wallet = held.wallet AND later.asset = held.asset
        AND later.measure = held.measure AND later.id > held.id
  )
