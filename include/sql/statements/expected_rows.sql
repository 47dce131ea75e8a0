{#- Our movements of the wallet as lines of a statement would show them: one per leg of a trade, one per transfer; what a withdrawal or
    a fiat order costs in one with it. Part of other queries. Columns: email, at, kind, asset, amount, name.
    Parameters: emails (text[]), wallet. -#}
SELECT email, datetime AS at, txn_subtype AS kind, asset, amount, source || ' ' || external_id AS name
FROM binance_reconciliation_trades
WHERE email = ANY(%(emails)s::text[]) AND wallet = %(wallet)s AND amount <> 0
UNION ALL
SELECT email, datetime, txn_subtype, asset, amount, source || ' ' || external_id
FROM binance_reconciliation_transfers
WHERE email = ANY(%(emails)s::text[]) AND wallet = %(wallet)s AND effective AND amount <> 0
    AND source NOT IN ('withdraw', 'fiat_orders')
UNION ALL
SELECT email, datetime,
    CASE WHEN source = 'withdraw' THEN 'withdraw' WHEN sum(amount) > 0 THEN 'fiat_deposit' ELSE 'fiat_withdraw' END,
    asset, sum(amount), source || ' ' || external_id
FROM binance_reconciliation_transfers
WHERE email = ANY(%(emails)s::text[]) AND wallet = %(wallet)s AND effective AND source IN ('withdraw', 'fiat_orders')
GROUP BY email, datetime, asset, source, external_id
HAVING sum(amount) <> 0
