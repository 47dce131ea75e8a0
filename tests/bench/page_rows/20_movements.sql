-- Purpose: 3 to 10 transfers and trades of each account-day, and the balances that follow from them. Grain: a transfer is one leg, a trade three.
-- Safe to run again: no. Parameters: days, assets.
INSERT INTO binance_reconciliation_transfers
    (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status, standing, counter_party,
     evidence_at)
SELECT told, CASE told WHEN 'deposit' THEN 'deposit_history' ELSE 'withdraw_history' END, account * 1000 + place, date || ':' || n,
    CASE told WHEN 'deposit' THEN 1 ELSE 2 END, starts + n * interval '3 hours', CASE told WHEN 'deposit' THEN 'transfer_in' ELSE 'transfer_out' END,
    told, email, 'SPOT', 'C' || lpad((1 + (dice + n) %% %(assets)s)::text, 2, '0'),
    CASE told WHEN 'deposit' THEN 1 ELSE -1 END * (1 + (dice + n) %% 977 * 0.12345678), '1',
    CASE WHEN n = 4 THEN 'failed' ELSE 'counts' END, '0x' || md5(dice::text), opened_at
FROM page_day
CROSS JOIN LATERAL (
    SELECT n, CASE WHEN (dice + n) %% 2 = 0 THEN 'deposit' ELSE 'withdrawal' END AS told FROM generate_series(1, 1 + dice::int %% 4) AS t (n)
) AS moved
ORDER BY date, email;

INSERT INTO binance_reconciliation_trades
    (source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, price, agg_id, evidence_at)
SELECT 'trade', account * 1000 + place, symbol || ':' || place * 100 + n, leg, starts + n * interval '2 hours 11 minutes',
    (ARRAY['spot_buy', 'spot_sell', 'maker_fee'])[leg], email, 'SPOT', symbol, CASE leg WHEN 1 THEN base ELSE 'C01' END,
    CASE leg WHEN 1 THEN 2.5 + n * 0.00000013 WHEN 2 THEN -3.1 - n * 0.00000017 ELSE -0.00310001 END, 1.24, symbol || ':' || place * 100 + n,
    opened_at
FROM page_day
CROSS JOIN LATERAL (
    SELECT n, 'C' || lpad((2 + (account + n) %% (%(assets)s - 1))::text, 2, '0') AS base FROM generate_series(1, 2 + dice::int / 7 %% 5) AS t (n)
) AS filled
CROSS JOIN LATERAL (SELECT base || 'C01' AS symbol) AS named
CROSS JOIN generate_series(1, 3) AS l (leg)
ORDER BY date, email;

INSERT INTO binance_snapshot_days (email, wallet, date, update_time, fid, evidence_at)
SELECT email, 'SPOT', date, starts + interval '23:59:59', account * 1000 + place, opened_at FROM page_day
UNION ALL
SELECT email, 'SPOT', date - 1, starts - interval '1 second', account * 1000 + place, opened_at FROM page_day WHERE place = 1;

CREATE TEMP TABLE page_balance AS
SELECT cell.*, coalesce(moved.amount, 0) AS moved, CASE WHEN verdict IN ('open', 'explained') THEN off ELSE 0 END AS variance,
    1000000 + sum(coalesce(moved.amount, 0) + CASE WHEN verdict IN ('open', 'explained') THEN off ELSE 0 END)
        OVER (PARTITION BY email, asset ORDER BY date) AS actual
FROM page_cell AS cell
LEFT JOIN (
    SELECT email, asset, date, sum(amount) AS amount
    FROM (
        SELECT email, asset, (datetime AT TIME ZONE 'UTC')::date AS date, amount FROM binance_reconciliation_transfers WHERE effective
        UNION ALL
        SELECT email, asset, (datetime AT TIME ZONE 'UTC')::date, amount FROM binance_reconciliation_trades
    ) AS leg
    GROUP BY email, asset, date
) AS moved USING (email, asset, date);

CREATE INDEX ON page_balance (email, date);

INSERT INTO binance_reconciliation_balances
    (source, fid, external_id, date, email, wallet, asset, raw_balance, cal_balance, variance_in_asset, variance_in_usd, usd_price, evidence_at)
SELECT 'daily_snapshot', account * 1000 + place, date || ':' || asset, date, email, 'SPOT', asset, actual, actual - variance, variance,
    variance * price, price, opened_at
FROM page_balance
UNION ALL
SELECT 'daily_snapshot', account * 1000, date - 1 || ':' || asset, date - 1, email, 'SPOT', asset, 1000000, NULL, NULL, NULL, price, opened_at
FROM page_balance WHERE place = 1
ORDER BY 4, 5;
