-- Purpose: the newest verdicts on the balances of a day in every wallet of the group, with the balances that they are about.
-- Grain: one row per wallet and asset as the wallet calls it; asset is the coin. Safe to run again: reads only.
-- Parameters: emails and wallets (text[], one of each for a wallet), day (date).
{% import 'macros/group.sql' as group -%}
WITH {{ group.members() }}
SELECT DISTINCT ON (cell.email, cell.wallet, cell.asset)
    cell.email, cell.wallet, binrecon_coin(cell.wallet, cell.asset), cell.verdict, cell.opening, cell.actual
FROM member
JOIN binance_reconciliation_verdicts AS cell USING (email, wallet)
WHERE cell.date = %(day)s AND cell.measure = 'balance'
ORDER BY cell.email, cell.wallet, cell.asset, cell.id DESC
