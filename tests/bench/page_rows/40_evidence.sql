-- Purpose: what each day asked and what was answered: its plan, a reading for each question with its page, and the links that seal them.
-- Grain: one question, reading and page per account, day, list and key; a link per run and table. Links name true rows, their digests are
-- those of a number: nothing verifies them here. Safe to run again: no. Parameters: none.
CREATE TEMP TABLE page_question AS
SELECT day.email, day.account, day.date, day.starts, day.opened_at, day.run_id, list.raw_table, list.endpoint,
    CASE list.keys WHEN 1 THEN '' ELSE list.prefix || lpad(key::text, 2, '0') || list.suffix END AS key,
    list.endpoint = 'daily_snapshot' AS witness, list.back,
    row_number() OVER (ORDER BY day.date, day.email, list.endpoint, key) AS number,
    day.kind LIKE '%%unproved' AND list.endpoint IN ('deposit_history', 'withdraw_history', 'convert_history') AS failed
FROM page_day AS day
CROSS JOIN (
    VALUES ('binance_raw_daily_snapshot', 'daily_snapshot', 1, '', '', 1), ('binance_raw_deposit_history', 'deposit_history', 1, '', '', 14),
        ('binance_raw_withdraw_history', 'withdraw_history', 1, '', '', 14), ('binance_raw_convert_history', 'convert_history', 1, '', '', 7),
        ('binance_raw_account', 'account', 1, '', '', 0), ('binance_raw_transfer_between_account_sub', 'sub_user_history', 1, '', '', 7),
        ('binance_raw_transfer_between_wallets', 'wallet_transfer', 18, 'TYPE_', '_SPOT', 7), ('binance_raw_trades', 'trades', 8, 'C', 'C01', 60),
        ('binance_raw_product_history', 'asset_dividend', 1, '', '', 7), ('binance_raw_product_history', 'dust_log', 1, '', '', 7),
        ('binance_raw_product_history', 'simple_earn_flexible_rewards', 4, 'KIND_', '', 7)
) AS list (raw_table, endpoint, keys, prefix, suffix, back)
CROSS JOIN LATERAL generate_series(1, list.keys) AS k (key);

INSERT INTO binance_collection_plan (email, date, wallet, endpoint, key, required, reason, planned_at, witness)
SELECT email, date, 'SPOT', endpoint, key, true, CASE endpoint WHEN 'trades' THEN 'traded before' ELSE 'asked every day' END, opened_at, witness
FROM page_question
ORDER BY number;

INSERT INTO binance_account_identities (email, uid, key_digest, accepted, coverage_id, run_id, created_at)
SELECT email, 1000000 + account, encode(sha256(email::bytea), 'hex'), true, number, run_id, opened_at
FROM page_question WHERE endpoint = 'account'
ORDER BY number;

INSERT INTO binance_collection_coverage
    (id, email, endpoint, key, window_start, window_end, status, pages, records, detail, run_id, asked_at, finished_at, uid)
SELECT number, email, endpoint, key, starts - back * interval '1 day', starts + interval '1 day', CASE WHEN failed THEN 'failed' ELSE 'complete' END, 1,
    2, CASE WHEN failed THEN 'HTTP 503' ELSE '' END, run_id, opened_at + interval '1 minute', opened_at + interval '2 minutes', 1000000 + account
FROM page_question
ORDER BY number;
