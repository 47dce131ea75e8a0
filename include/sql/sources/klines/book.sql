-- Daily candles of `klines` become binance_daily_prices: the close of each UTC day that had ended when it was asked for.
-- Grain: symbol, UTC date. The running day's candle is passed over. The symbol is the one that was asked for: a candle does
-- not name it. A candle that does not span exactly one UTC day, or closes at no positive exact price, is refused.
-- A close of an ended day does not change: an answer that says another one is refused, until one of another day agrees.
-- A rerun is safe: newest evidence wins, and a row is written only where the close is distinct.
-- Parameters: email, which is '' for public endpoints. Two statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{{ canonical.lock('daily_prices_klines') }}

WITH {{ canonical.entries('binance_raw_klines', 'kline_data', 'klines') }},
parsed AS (
    SELECT *,
        binrecon_ms(record ->> 0) AS at,
        binrecon_ms(record ->> 6) AS closed_at,
        binrecon_exact(record ->> 4) AS close
    FROM entry
),
judged AS (
    SELECT *,
        key || ' ' || (at AT TIME ZONE 'UTC')::date AS external_id,
        CASE
            WHEN jsonb_typeof(record) <> 'array' THEN 'not a list'
            WHEN binrecon_name(key) IS NULL THEN 'symbol is not a name'
            WHEN at IS NULL OR at <> date_trunc('day', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
                THEN 'open time is not the start of a UTC day'
            WHEN at > received_at THEN 'open time lies ahead'
            WHEN closed_at IS DISTINCT FROM at + interval '86399999 milliseconds' THEN 'close time is not the end of the day'
            WHEN close IS NULL OR close <= 0 THEN 'close is missing, not exact or not above zero'
            WHEN EXISTS (
                SELECT FROM binance_daily_prices AS held
                WHERE held.symbol = parsed.key AND held.date = (parsed.at AT TIME ZONE 'UTC')::date
                  AND held.close <> parsed.close AND (parsed.received_at, parsed.fid) > (held.evidence_at, held.fid)
            ) AND NOT {{ canonical.said_before('parsed') }} THEN '{{ canonical.CONTRADICTS }}'
        END AS reason
    FROM parsed
    WHERE at IS DISTINCT FROM date_trunc('day', received_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
),
{{ canonical.settled() }},
written AS (
    INSERT INTO binance_daily_prices AS held (symbol, date, close, fid, evidence_at)
    SELECT key, (at AT TIME ZONE 'UTC')::date, close, fid, received_at
    FROM newest
    ORDER BY key, at
    ON CONFLICT (symbol, date) DO UPDATE
    SET close = excluded.close, fid = excluded.fid, evidence_at = excluded.evidence_at
    WHERE (excluded.evidence_at, excluded.fid) > (held.evidence_at, held.fid) AND excluded.close <> held.close
)
{{ canonical.refuse('binance_raw_klines', 'kline_data') }}
