-- Purpose: what an account-day's investigation found, from the newest verdict on each asset.
-- Grain: one row per finding of each set, per cause ruled out, per next step and per witness, in the order of asset, measure, role, set and
-- place in it. Safe to run again: reads only. Parameters: email, day (date), wallet.
-- Columns:
--   date: the UTC day
--   email: the account
--   wallet: the wallet
--   asset: the asset
--   verdict: the newest verdict on the asset
--   variance: actual less calculated balance, in the asset
--   role: explained, alternative (of a set that would do as well), resolved (by people, of an asset still open), ruled_out (a cause
--     tried in vain), next_step, or witness (what snapshot, lists and statement each report, where a statement covers the day)
--   set_number: which set a finding belongs to, from 1, where the role is explained or alternative
--   kind: the kind of the finding (see causes.md); of a witness snapshot, lists or statement
--   amount: the part of the variance that the finding accounts for; of a witness, by how much the asset moved; signed, in the asset
--   text: the finding, cause, step or testimony as a sentence
--   records: the records that prove the finding, joined by "; "; empty for what was ruled out and for a next step
--   measure: what of the asset the finding is about: balance, loan or interest
WITH newest AS (
    SELECT DISTINCT ON (asset, measure) date, email, wallet, asset, measure, verdict, variance, findings
    FROM binance_reconciliation_verdicts
    WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s
    ORDER BY asset, measure, id DESC
)
SELECT newest.date, newest.email, newest.wallet, newest.asset, newest.verdict, newest.variance, told.role, told.set_number,
       told.finding ->> 'kind' AS kind, (told.finding ->> 'amount')::numeric AS amount,
       told.finding ->> 'text' AS text,
       (SELECT string_agg(record, '; ' ORDER BY n)
        FROM jsonb_array_elements_text(told.finding -> 'records') WITH ORDINALITY AS item (record, n)) AS records,
       newest.measure
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
ORDER BY newest.asset COLLATE "C", newest.measure COLLATE "C", told.rank, told.set_number, told.n
