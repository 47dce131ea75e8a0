-- Purpose: every pair an account can be asked about, with what discovery decides by.
-- Grain: one row per pair that the exchange lists or this account was seen to trade.
-- seen = the account traded it; open = it was not closed when the day began, as far as is known: a pair that closed on the
-- day, or is halted, may have been traded on it; both_held = the account has been seen with both assets; unknown = the exchange answered
-- -1121, nothing complete came after, it no longer offers the pair, and no fill of the day is possible: the account never
-- traded it, or it was closed before the day began; covered_until = end of the newest complete reading, or the refusal, so
-- that a pair that is never answered takes its turn and no more; covered = some complete reading holds the whole day;
-- read_until = end of the newest complete reading alone; traded_by_any = one of all accounts was seen to trade the pair.
-- Safe to run again: reads only. Parameters: email, day (date).
WITH seen AS (
    SELECT symbol FROM binance_traded_symbols WHERE email = %(email)s
    UNION
    SELECT key FROM binance_collection_coverage
    WHERE email = %(email)s AND endpoint = 'trades' AND (last_id IS NOT NULL OR records > 0)
), held AS (
    SELECT asset FROM v_binance_user_assets WHERE email = %(email)s
), read AS (
    SELECT key AS symbol, max(window_end) AS covered_until, max(asked_at) AS answered_at,
           bool_or(window_start <= %(day)s::date::timestamp AT TIME ZONE 'UTC'
                   AND window_end >= (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC') AS covered
    FROM v_binance_readings
    WHERE email = %(email)s AND endpoint = 'trades'
    GROUP BY key
), refused AS (
    SELECT symbol, max(timestamp) AS refused_at
    FROM binance_reconciliation_errors
    WHERE email = %(email)s AND error_type = 'INVALID_SYMBOL' AND symbol IS NOT NULL AND resolved_at IS NULL
    GROUP BY symbol
)
SELECT
    pair.symbol, pair.base, pair.quote, pair.seen, pair.open,
    (pair.base IN (SELECT asset FROM held) AND pair.quote IN (SELECT asset FROM held)) IS TRUE AS both_held,
    (refused.symbol IS NOT NULL AND pair.released) IS TRUE AS unknown,
    greatest(read.covered_until, refused.refused_at) AS covered_until, coalesce(read.covered, false) AS covered,
    read.covered_until AS read_until, pair.symbol IN (SELECT symbol FROM binance_traded_symbols) AS traded_by_any
FROM (
    SELECT symbol, coalesce(info.base_asset, '') AS base, coalesce(info.quote_asset, '') AS quote,
           seen.symbol IS NOT NULL AS seen,
           coalesce(info.closed_at > %(day)s::date::timestamp AT TIME ZONE 'UTC', true) AS open,
           CASE WHEN seen.symbol IS NULL THEN info.closed_at IS NOT NULL
                ELSE info.closed_at <= %(day)s::date::timestamp AT TIME ZONE 'UTC' END AS released
    FROM binance_exchange_info AS info
    FULL JOIN seen USING (symbol)
) AS pair
LEFT JOIN read ON read.symbol = pair.symbol
LEFT JOIN refused ON refused.symbol = pair.symbol AND coalesce(read.answered_at < refused.refused_at, true)
ORDER BY pair.symbol COLLATE "C"
