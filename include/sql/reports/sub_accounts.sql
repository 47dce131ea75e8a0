-- Purpose: the sub-accounts a main account has, as its newest complete list tells.
-- Grain: one row per sub-account e-mail. Safe to run again: reads only. Parameters: email.
SELECT DISTINCT member ->> 'email' AS email
FROM (
    SELECT id FROM binance_collection_coverage
    WHERE email = %(email)s AND endpoint = 'sub_account_list' AND status = 'complete'
    ORDER BY id DESC LIMIT 1
) AS newest
JOIN binance_raw_sub_accounts AS page ON page.email = %(email)s AND page.coverage_id = newest.id
CROSS JOIN LATERAL jsonb_array_elements(page.sub_account_data) AS member
WHERE member ->> 'email' <> ''
ORDER BY email
