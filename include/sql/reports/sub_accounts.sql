-- Purpose: the sub-accounts that main accounts have, as the newest complete list of each tells.
-- Grain: one row per main account and sub-account e-mail, in that order, with the UTC day when the list was asked for.
-- Safe to run again: reads only. Parameters: emails (text[]).
SELECT DISTINCT main.email, member ->> 'email' AS sub_account, (newest.asked_at AT TIME ZONE 'UTC')::date AS read_on
FROM unnest(%(emails)s::text[]) AS main (email)
CROSS JOIN LATERAL (
    SELECT id, asked_at FROM binance_collection_coverage AS held
    WHERE held.email = main.email AND endpoint = 'sub_account_list' AND status = 'complete'
    ORDER BY id DESC LIMIT 1
) AS newest
JOIN binance_raw_sub_accounts AS page ON page.email = main.email AND page.coverage_id = newest.id
CROSS JOIN LATERAL jsonb_array_elements(page.sub_account_data) AS member
WHERE member ->> 'email' <> ''
ORDER BY 1, 2
