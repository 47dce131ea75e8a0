-- Purpose: what an account-day's investigation found, from the newest verdict on each asset.
-- Columns: date, email, wallet, asset, verdict, variance; role: explained, alternative (one of several sets that would each do,
-- numbered by set_number), resolved (what people resolved of an asset that is open all the same), ruled_out (a cause that was tried in vain for an open asset), next_step, or witness (where a statement
-- covers the day, one row each: kind snapshot, lists or statement, the amount by which it says the asset moved, and which of them
-- agree); kind, amount (signed, in the asset) and records (joined by "; ") of a finding, empty for what was ruled out and for a
-- next step; text.
-- Grain: one row per finding of each set, per cause ruled out and per next step, in the order of asset, role, set and place in it.
-- Safe to run again: reads only. Parameters: email, day (date).
WITH newest AS (
    SELECT DISTINCT ON (wallet, asset) date, email, wallet, asset, verdict, variance, findings
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date = %(day)s
    ORDER BY wallet, asset, id DESC
)
SELECT newest.date, newest.email, newest.wallet, newest.asset, newest.verdict, newest.variance, told.role, told.set_number,
       told.finding ->> 'kind' AS kind, (told.finding ->> 'amount')::numeric AS amount,
       told.finding ->> 'text' AS text,
       (SELECT string_agg(record, '; ' ORDER BY n)
        FROM jsonb_array_elements_text(told.finding -> 'records') WITH ORDINALITY AS item (record, n)) AS records
FROM newest
CROSS JOIN LATERAL (
    SELECT 1 AS rank, 'explained' AS role, 1 AS set_number, n, finding
    FROM jsonb_array_elements(newest.findings -> 'explained') WITH ORDINALITY AS item (finding, n)
    UNION ALL
    SELECT 2, 'alternative', whole.n::int, item.n, item.finding
    FROM jsonb_array_elements(newest.findings -> 'alternatives') WITH ORDINALITY AS whole (findings, n)
    CROSS JOIN jsonb_array_elements(whole.findings) WITH ORDINALITY AS item (finding, n)
    UNION ALL
    SELECT 3, 'resolved', NULL, n, finding
    FROM jsonb_array_elements(newest.findings -> 'resolved') WITH ORDINALITY AS item (finding, n)
    UNION ALL
    SELECT 4, 'ruled_out', NULL, n, jsonb_build_object('text', cause)
    FROM jsonb_array_elements_text(newest.findings -> 'ruled_out') WITH ORDINALITY AS item (cause, n)
    UNION ALL
    SELECT 5, 'next_step', NULL, n, jsonb_build_object('text', step)
    FROM jsonb_array_elements_text(newest.findings -> 'next_steps') WITH ORDINALITY AS item (step, n)
    UNION ALL
    SELECT 6, 'witness', NULL, n, jsonb_build_object('kind', kind, 'amount', heard -> name, 'text', heard -> 'told')
    FROM (SELECT newest.findings -> 'witnesses') AS said (heard)
    CROSS JOIN (VALUES (1, 'snapshot', 'snapshot'), (2, 'movements', 'lists'), (3, 'statement', 'statement')) AS one (n, name, kind)
    WHERE heard IS NOT NULL
) AS told
ORDER BY newest.wallet COLLATE "C", newest.asset COLLATE "C", told.rank, told.set_number, told.n
