-- Pairs of `exchangeInfo` become binance_exchange_info, the only place where a symbol's base and quote asset come from.
-- Grain: symbol. A pair that the exchange no longer lists keeps its row: its trades are still to be read. What the exchange
-- calls its status is kept as it is, since no amount depends on it.
-- evidence_at is when the pair was last listed. closed_at is the first reading since which it was never offered: in BREAK,
-- closed to spot trading or not in the list; NULL while it is offered, or where no reading shows when it closed.
-- Only a reading whose pairs could all be read closes one, and a record that cannot be read counts as an offer: closed_at
-- may come out too late, which asks for more than is needed, but never too early. An older answer read later moves it
-- only where it offers the pair after it was thought closed.
-- The assets of a pair do not change: a record that says others is refused, until one of another day agrees.
-- smart_routing says whether the pair stands in `sors`, which lies beside the list of pairs in the same answer.
-- A rerun is safe: newest evidence wins, and an answer that was read already writes nothing.
-- Parameters: email, which is '' for public endpoints. Two statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{{ canonical.lock('exchange_info_exchange_info') }}

WITH {{ canonical.entries('binance_raw_exchange_info', 'exchange_info_data', 'exchange_info') }},
routed AS MATERIALIZED (
    SELECT DISTINCT raw.id AS fid, pair.symbol
    FROM binance_raw_exchange_info AS raw
    CROSS JOIN LATERAL jsonb_path_query(nullif(raw.body, '')::jsonb, 'lax $.sors[*].symbols[*]') AS told (symbol)
    CROSS JOIN LATERAL (SELECT told.symbol #>> '{}' AS symbol) AS pair
    WHERE raw.id IN (SELECT fid FROM entry)
),
parsed AS (
    SELECT *, EXISTS (SELECT FROM routed WHERE routed.fid = entry.fid AND routed.symbol = record ->> 'symbol') AS routed,
        binrecon_name(record ->> 'symbol') AS external_id,
        binrecon_name(record ->> 'baseAsset') AS base_asset,
        binrecon_name(record ->> 'quoteAsset') AS quote_asset,
        binrecon_name(record ->> 'status') AS status,
        CASE record -> 'isSpotTradingAllowed' WHEN 'true' THEN true WHEN 'false' THEN false END AS spot,
        CASE record -> 'isMarginTradingAllowed' WHEN 'true' THEN true WHEN 'false' THEN false END AS margin,
        NULL::timestamptz AS at
    FROM entry
),
judged AS (
    SELECT *, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN external_id IS NULL THEN 'symbol is missing or not a name'
        WHEN base_asset IS NULL THEN 'baseAsset is missing or not a name'
        WHEN quote_asset IS NULL THEN 'quoteAsset is missing or not a name'
        WHEN base_asset = quote_asset THEN 'baseAsset and quoteAsset are the same'
        WHEN status IS NULL THEN 'status is missing or not a name'
        WHEN spot IS NULL THEN 'isSpotTradingAllowed is not true or false'
        WHEN margin IS NULL THEN 'isMarginTradingAllowed is not true or false'
        WHEN EXISTS (
            SELECT FROM binance_exchange_info AS held
            WHERE held.symbol = parsed.external_id AND parsed.received_at > held.evidence_at
              AND (held.base_asset, held.quote_asset) <> (parsed.base_asset, parsed.quote_asset)
        ) AND NOT {{ canonical.said_before('parsed') }} THEN '{{ canonical.CONTRADICTS }}'
    END AS reason
    FROM parsed
),
{{ canonical.settled() }},
reading AS MATERIALIZED (  -- a few rows, looked at for each pair
    SELECT DISTINCT received_at FROM entry WHERE fid NOT IN (SELECT fid FROM refused)
),
told AS (
    SELECT external_id AS symbol, min(received_at) AS listed_at,
        max(received_at) FILTER (WHERE reason IS NOT NULL OR contested OR (status <> 'BREAK' AND spot)) AS offered_at
    FROM compared
    GROUP BY external_id
),
known AS (
    SELECT DISTINCT ON (symbol) *
    FROM (
        SELECT symbol, base_asset, quote_asset, status, is_spot_trading_allowed AS spot,
            is_margin_trading_allowed AS margin, raw_data, evidence_at, smart_routing AS routed, true AS stored
        FROM binance_exchange_info
        UNION ALL
        SELECT external_id, base_asset, quote_asset, status, spot, margin, record, received_at, routed, false
        FROM newest
    ) AS version
    ORDER BY symbol, evidence_at DESC, stored DESC
),
-- After `since` no offer is known; NULL: the closing that is stored stands. A pair that was never offered is closed from
-- its first listing on.
closing AS (
    SELECT known.*, held.evidence_at AS held_evidence_at, held.closed_at AS held_closed_at, CASE
        WHEN held.symbol IS NULL THEN coalesce(told.offered_at, told.listed_at - interval '1 microsecond')
        WHEN held.closed_at IS NULL THEN greatest(told.offered_at, held.evidence_at)
        WHEN told.offered_at >= held.closed_at THEN told.offered_at
    END AS since
    FROM known
    LEFT JOIN told USING (symbol)
    LEFT JOIN binance_exchange_info AS held USING (symbol)
),
pair AS (
    SELECT *, CASE
        WHEN since IS NULL THEN held_closed_at
        ELSE (SELECT min(received_at) FROM reading WHERE received_at > since)
    END AS closed_at
    FROM closing
),
written AS (
    INSERT INTO binance_exchange_info
        (symbol, base_asset, quote_asset, status, is_spot_trading_allowed, is_margin_trading_allowed, raw_data, evidence_at,
         closed_at, smart_routing)
    SELECT symbol, base_asset, quote_asset, status, spot, margin, raw_data, evidence_at, closed_at, routed
    FROM pair
    WHERE (evidence_at, closed_at) IS DISTINCT FROM (held_evidence_at, held_closed_at)
    ORDER BY symbol
    ON CONFLICT (symbol) DO UPDATE
    SET base_asset = excluded.base_asset, quote_asset = excluded.quote_asset, status = excluded.status,
        is_spot_trading_allowed = excluded.is_spot_trading_allowed,
        is_margin_trading_allowed = excluded.is_margin_trading_allowed,
        raw_data = excluded.raw_data, evidence_at = excluded.evidence_at, closed_at = excluded.closed_at,
        smart_routing = excluded.smart_routing, updated_at = clock_timestamp()
)
{{ canonical.refuse('binance_raw_exchange_info', 'exchange_info_data') }}
