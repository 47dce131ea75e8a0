{#- Our movements of SPOT as lines of a statement would show them: one per leg of a trade, one per transfer; a withdrawal
    with its fee in one. Part of other queries. Columns: email, at, kind, asset, amount, name. Parameter: emails (text[]). -#}
SELECT email, datetime AS at, txn_subtype AS kind, asset, amount, source || ' ' || external_id AS name
FROM binance_reconciliation_trades
WHERE email = ANY(%(emails)s::text[]) AND wallet = 'SPOT' AND amount <> 0
UNION ALL
SELECT email, datetime, CASE txn_subtype WHEN 'fiat_orders' THEN 'fiat_orders ' || txn_type ELSE txn_subtype END, asset,
    amount, source || ' ' || external_id
FROM binance_reconciliation_transfers
WHERE email = ANY(%(emails)s::text[]) AND wallet = 'SPOT' AND effective AND amount <> 0 AND source <> 'withdraw'
UNION ALL
SELECT email, datetime, 'withdraw', asset, sum(amount), source || ' ' || external_id
FROM binance_reconciliation_transfers
WHERE email = ANY(%(emails)s::text[]) AND wallet = 'SPOT' AND effective AND source = 'withdraw'
GROUP BY email, datetime, asset, source, external_id
HAVING sum(amount) <> 0
