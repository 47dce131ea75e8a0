-- Purpose: which raw answers speak of a period: how many of each table, and one SHA-256 over the hashes of their bytes in the order of
-- their numbers, so that whoever holds them can make it again.
-- Grain: one row per raw table that has any. Safe to run again: reads only. Parameters: email, first and last (dates).
{% set TABLES = [
    'binance_raw_daily_snapshot', 'binance_raw_deposit_history', 'binance_raw_withdraw_history',
    'binance_raw_transfer_between_account_main_spot', 'binance_raw_transfer_between_account_sub',
    'binance_raw_transfer_between_wallets', 'binance_raw_trades', 'binance_raw_convert_history', 'binance_raw_product_history'
] -%}
SELECT table_name, count(*) AS pages, min(id) AS first_page, max(id) AS last_page,
    encode(sha256(convert_to(string_agg(body_sha256, E'\n' ORDER BY id), 'UTF8')), 'hex') AS digest
FROM (
    {% for table in TABLES %}
    SELECT '{{ table }}' AS table_name, id, body_sha256
    FROM {{ table }}
    WHERE email = %(email)s AND window_start < (%(last)s::date + 1)::timestamp AT TIME ZONE 'UTC'
      AND window_end > %(first)s::date::timestamp AT TIME ZONE 'UTC'
    {{ 'UNION ALL' if not loop.last }}
    {% endfor %}
) AS page
GROUP BY table_name
ORDER BY table_name COLLATE "C"
