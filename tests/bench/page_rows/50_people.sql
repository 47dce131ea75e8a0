-- Purpose: what waits for people and what was done: errors, records in quarantine, resolutions, the log. Grain: some of each account.
-- Safe to run again: no. Parameters: none.
INSERT INTO binance_reconciliation_errors
    (timestamp, email, error_type, symbol, error_message, needs_manual_review, resolved_at, resolution_notes, run_id)
SELECT opened_at, email, 'fatal_api_error', CASE WHEN n = 1 THEN 'C02C01' END, 'HTTP 503 of ' || n || ' list(s): Service unavailable', true,
    CASE WHEN dice %% 11 > 0 THEN opened_at + interval '5 hours' END, CASE WHEN dice %% 11 > 0 THEN 'cleared, and answered then' END, run_id
FROM page_day CROSS JOIN generate_series(1, 2) AS e (n)
WHERE kind <> 'proved'
ORDER BY date, email;

INSERT INTO binance_quarantine (email, endpoint, key, coverage_id, raw_table, fid, ordinal, reason, record, exchange_time, window_start, window_end)
SELECT day.email, 'asset_dividend', '', held.id, 'binance_raw_product_history', held.id, n, 'amount is not exact',
    '{"id": ' || day.account || ', "amount": 1.0e-7, "asset": "C07"}', starts + interval '1 hour', starts, starts + interval '1 day'
FROM page_day AS day
JOIN binance_collection_coverage AS held
  ON held.email = day.email AND held.endpoint = 'asset_dividend' AND held.window_end = day.starts + interval '1 day'
CROSS JOIN generate_series(1, 3) AS q (n)
WHERE kind = 'unproved' AND dice %% 3 = 0;

INSERT INTO binance_resolutions (email, date, wallet, asset, kind, amount, reason, author, needs_approval)
SELECT email, date, 'SPOT', asset, 'off_api_transfer', off, 'seen on the page of gift cards', 'an accountant', number %% 2 = 0
FROM page_cell WHERE verdict = 'open' AND number %% 4 < 2;

INSERT INTO binance_audit_log (at, actor, action, email, date, detail)
SELECT opened_at + n * interval '3 minutes', 'binrecon', (ARRAY['opened', 'judged', 'sealed'])[n], email, date, jsonb_build_object('run', run_id)
FROM page_day CROSS JOIN generate_series(1, 3) AS a (n)
ORDER BY date, email, n;
