-- Purpose: what each fabricated account-day is to be: nine of ten proved throughout, the others explained, open or unproved. Temporary
-- tables alone. Grain: page_day one row per account and day, page_cell one per asset of it. Safe to run again: no. Parameters: accounts, days,
-- assets, last (date).
CREATE TEMP TABLE page_day AS
SELECT *, date::timestamp AT TIME ZONE 'UTC' AS starts, (date + 2)::timestamp AT TIME ZONE 'UTC' + interval '2 hours' AS opened_at,
    'scheduled__' || date + 2 || 'T02:00:00+00:00' AS run_id,
    CASE WHEN dice %% 100 < 90 THEN 'proved' WHEN dice %% 100 < 95 THEN 'explained' WHEN dice %% 100 < 97 THEN 'open'
        WHEN dice %% 100 < 99 THEN 'unproved' ELSE 'pair unread' END AS kind,
    dice / 100 %% 20 = 0 AS judged_again
FROM (
    SELECT account, 'account' || lpad(account::text, 4, '0') || '@example.com' AS email, place, %(last)s::date - %(days)s + place AS date,
        abs(hashint8(account * 100003::bigint + place)::bigint) AS dice
    FROM generate_series(1, %(accounts)s) AS a (account) CROSS JOIN generate_series(1, %(days)s) AS d (place)
) AS day;

CREATE TEMP TABLE page_cell AS
SELECT email, date, account, place, 'C' || lpad(number::text, 2, '0') AS asset, number, day.judged_again, day.run_id, day.opened_at,
    CASE WHEN kind = 'unproved' THEN 'unproved'
        WHEN kind = 'explained' AND number = 1 + dice %% %(assets)s THEN 'explained'
        WHEN kind = 'open' AND (number = 1 + account %% %(assets)s OR dice %% 3 = 0 AND number = 1 + dice %% %(assets)s) THEN 'open'
        WHEN kind = 'pair unread' AND number IN (1 + dice %% %(assets)s, 1) THEN 'unproved'
        ELSE 'proved' END AS verdict,
    CASE WHEN number %% 12 > 0 THEN number * 1.37 END AS price,
    CASE WHEN kind = 'unproved' AND dice %% 2 = 0 THEN 'not covered: deposit_history (HTTP 503)'
        WHEN kind = 'unproved' THEN 'not covered: withdraw_history (failed), convert_history (only a part of the day was read)'
        WHEN kind = 'pair unread' THEN 'not covered: trades C' || lpad((1 + dice %% %(assets)s)::text, 2, '0') || 'C01 (never asked)'
        END AS missing,
    (dice %% 1999 - 999) * 0.00012345 + 0.00000001 AS off
FROM page_day AS day CROSS JOIN generate_series(1, %(assets)s) AS a (number);
CREATE INDEX ON page_cell (email, asset, date);
ANALYZE page_day;
ANALYZE page_cell;
