-- Purpose: three transfers a day of each account to the next one, both ends, as each side's list tells them; of one in fifty accounts the last
-- one of the day never arrives. Grain: one row per end. Safe to run again: no. Parameters: accounts, days, assets, last (date).
INSERT INTO binance_reconciliation_transfers
    (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status, counter_party, standing,
     evidence_at)
SELECT 'account_transfer', 'sub_user_history', 1, back || ':' || sender || ':' || n, leg,
    (%(last)s::date - back)::timestamp AT TIME ZONE 'UTC' + n * interval '7 hours' + (sender + leg) * interval '1 s',
    CASE leg WHEN 2 THEN 'transfer_out' ELSE 'transfer_in' END, 'sub_account_transfer', email[3 - leg], 'SPOT',
    'C' || lpad((1 + (sender + n) %% %(assets)s)::text, 2, '0'), CASE leg WHEN 2 THEN -1 ELSE 1 END * (1 + (sender * 31 + n * 7 + back) %% 97),
    'SUCCESS', email[leg], 'counts', now()
FROM generate_series(1, %(accounts)s) AS s (sender)
CROSS JOIN generate_series(0, %(days)s) AS d (back)
CROSS JOIN generate_series(1, 3) AS t (n)
CROSS JOIN (VALUES (1), (2)) AS l (leg)
CROSS JOIN LATERAL (
    SELECT ARRAY['account' || lpad(sender::text, 4, '0'), 'account' || lpad((sender %% %(accounts)s + 1)::text, 4, '0')] AS name
) AS named
CROSS JOIN LATERAL (SELECT ARRAY[name[1] || '@example.com', name[2] || '@example.com'] AS email) AS ends
WHERE NOT (n = 3 AND sender %% 50 = 0 AND leg = 1);
