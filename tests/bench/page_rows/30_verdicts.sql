-- Purpose: the verdicts, one day in twenty judged twice since its snapshot came late, and the account-days that they come to.
-- Grain: one row per judgement of a cell, in the order of days. Safe to run again: no. Parameters: none.
INSERT INTO binance_reconciliation_verdicts
    (email, date, wallet, asset, opening, expected, actual, variance, variance_usd, verdict, reason, run_id, decided_at, findings)
SELECT email, date, 'SPOT', asset, actual - moved - variance, actual - variance, CASE WHEN turn = 2 THEN actual END,
    CASE WHEN turn = 2 THEN variance END, CASE WHEN turn = 2 THEN variance * price END,
    CASE turn WHEN 1 THEN 'unproved' ELSE verdict END,
    CASE WHEN turn = 1 THEN 'no snapshot of the day'
        WHEN verdict = 'proved' THEN 'adds up exactly, everything covered'
        WHEN verdict = 'explained' THEN 'explained by 1 record: late snapshot'
        WHEN verdict = 'open' THEN 'covered, and still a difference nothing accounts for'
        ELSE missing END,
    run_id, opened_at + turn * interval '8 minutes',
    CASE WHEN turn = 1 THEN jsonb_build_object('explained', '[]'::jsonb, 'alternatives', '[]'::jsonb, 'ruled_out', '[]'::jsonb, 'next_steps',
            jsonb_build_array('clear `collect.daily_snapshot` of this run with downstream, until ' || date + 30
                || ': the exchange gives snapshots of a month; after that only its support can give the balances of ' || date))
        WHEN verdict = 'explained' THEN jsonb_build_object('alternatives', '[]'::jsonb, 'ruled_out', '[]'::jsonb, 'next_steps', '[]'::jsonb,
            'explained', jsonb_build_array(jsonb_build_object('kind', 'late_snapshot', 'amount', trim_scale(variance)::text, 'text',
                'the snapshot was taken late and holds a fill of the next day', 'records', jsonb_build_array('trade C02C01:104'))))
        WHEN verdict = 'open' THEN jsonb_build_object('explained', '[]'::jsonb, 'alternatives', '[]'::jsonb, 'next_steps',
            jsonb_build_array('compare ' || asset || ' of the day with the exchange''s page of gift cards and token swaps: no list tells them',
                'import an account statement of ' || date || ': it is the third witness'),
            'ruled_out', (SELECT jsonb_agg(cause || ': no record') FROM unnest(ARRAY['at midnight', 'across the cut', 'a fee that was not taken',
                'listed twice', 'failed withdrawal', 'exchanged labels', 'late snapshot', 'untold split']) AS cause))
        WHEN verdict = 'unproved' THEN jsonb_build_object('explained', '[]'::jsonb, 'alternatives', '[]'::jsonb, 'ruled_out', '[]'::jsonb,
            'next_steps', jsonb_build_array('clear ' || split_part(missing, ' ', 3)
                || ' of this run with downstream: the question had no complete answer'))
        ELSE '{}' END
FROM page_balance
CROSS JOIN generate_series(CASE WHEN judged_again THEN 1 ELSE 2 END, 2) AS t (turn)
ORDER BY date, email, turn, asset;

INSERT INTO binance_reconciliation_days
    (email, date, wallet, opened_at, decided_at, verdict, reason, proved, explained, open, unproved, run_id, doubts)
SELECT email, date, 'SPOT', opened_at, opened_at + interval '16 minutes',
    CASE WHEN unproved > 0 THEN 'unproved' WHEN open > 0 THEN 'open' WHEN explained > 0 THEN 'explained' ELSE 'proved' END,
    CASE WHEN unproved = cells THEN missing
        WHEN unproved > 0 THEN unproved || ' of ' || cells || ' assets unproved, largest C01: ' || missing
        WHEN open > 0 THEN open || ' of ' || cells || ' assets open: covered, and still a difference nothing accounts for'
        WHEN explained > 0 THEN explained || ' of ' || cells || ' assets explained: explained by 1 record: late snapshot'
        ELSE 'all ' || cells || ' assets proved' END,
    proved, explained, open, unproved, run_id, '{}'
FROM (
    SELECT email, date, opened_at, run_id, max(missing) AS missing, count(*) AS cells,
        count(*) FILTER (WHERE verdict = 'proved') AS proved, count(*) FILTER (WHERE verdict = 'explained') AS explained,
        count(*) FILTER (WHERE verdict = 'open') AS open, count(*) FILTER (WHERE verdict = 'unproved') AS unproved
    FROM page_cell
    GROUP BY email, date, opened_at, run_id
) AS day
ORDER BY date, email;
