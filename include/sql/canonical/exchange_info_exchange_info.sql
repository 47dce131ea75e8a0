-- Pairs of `exchangeInfo` become binance_exchange_info, the only place where a symbol's base and quote asset come from.
-- Grain: symbol. A pair that the exchange no longer lists keeps its row: its trades are still to be read. What the exchange
-- calls its status is kept as it is, since no amount depends on it.
-- evidence_at is when the pair was last listed: a pair with an older one than the newest is no longer listed.
-- A rerun is safe: newest evidence wins, and an answer that was read already writes nothing.
-- Parameters: email, which is '' for public endpoints. Two statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{{ canonical.lock('exchange_info_exchange_info') }}

WITH {{ canonical.entries('binance_raw_exchange_info', 'exchange_info_data', 'exchange_info') }},
parsed AS (
    SELECT *,
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
    END AS reason
    FROM parsed
),
{{ canonical.settled() }},
written AS (
    INSERT INTO binance_exchange_info AS held
        (symbol, base_asset, quote_asset, status, is_spot_trading_allowed, is_margin_trading_allowed, raw_data, evidence_at)
    SELECT external_id, base_asset, quote_asset, status, spot, margin, record, received_at
    FROM newest
    ORDER BY external_id
    ON CONFLICT (symbol) DO UPDATE
    SET base_asset = excluded.base_asset, quote_asset = excluded.quote_asset, status = excluded.status,
        is_spot_trading_allowed = excluded.is_spot_trading_allowed,
        is_margin_trading_allowed = excluded.is_margin_trading_allowed,
        raw_data = excluded.raw_data, evidence_at = excluded.evidence_at, updated_at = clock_timestamp()
    WHERE excluded.evidence_at > held.evidence_at
)
{{ canonical.refuse('binance_raw_exchange_info', 'exchange_info_data') }}
