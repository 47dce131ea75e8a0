{#- Our movements of balances as lines of a statement would show them: one per leg of a trade, one per transfer; what a withdrawal or
    a fiat order costs in one with it. Part of other queries. Columns: email, wallet, at, kind, asset, amount, name.
    Parameters: emails, wallets (text[]). -#}
SELECT email, wallet, datetime AS at, txn_subtype AS kind, asset, amount, source || ' ' || external_id AS name
FROM binance_reconciliation_trades
WHERE email = ANY(%(emails)s::text[]) AND wallet = ANY(%(wallets)s::text[]) AND measure = 'balance' AND amount <> 0
UNION ALL
SELECT email, wallet, datetime, txn_subtype, asset, amount, source || ' ' || external_id
FROM binance_reconciliation_transfers
WHERE email = ANY(%(emails)s::text[]) AND wallet = ANY(%(wallets)s::text[]) AND measure = 'balance' AND effective AND amount <> 0
    AND source NOT IN ('withdraw', 'fiat_orders')
UNION ALL
SELECT email, wallet, datetime,
    CASE WHEN source = 'withdraw' THEN 'withdraw' WHEN sum(amount) > 0 THEN 'fiat_deposit' ELSE 'fiat_withdraw' END,
    asset, sum(amount), source || ' ' || external_id
FROM binance_reconciliation_transfers
WHERE email = ANY(%(emails)s::text[]) AND wallet = ANY(%(wallets)s::text[]) AND measure = 'balance' AND effective
    AND source IN ('withdraw', 'fiat_orders')
GROUP BY email, wallet, datetime, asset, source, external_id
HAVING sum(amount) <> 0
