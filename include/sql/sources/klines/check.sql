-- Bad rows: candles of ended days that were read and are neither kept nor in quarantine, or whose close is another one than
-- the page's. Excluded by rule: the running day. Empty is good. Parameters: email, which is '', day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_klines', 'kline_data', 'klines') }}
SELECT record.fid, record.ordinal, record.key AS symbol,
    CASE WHEN held.symbol IS NULL THEN 'read, but neither kept nor in quarantine' ELSE 'another close than its page' END
        AS problem
FROM record
LEFT JOIN binance_daily_prices AS held
    ON held.symbol = record.key AND held.date = (binrecon_ms(record.record ->> 0) AT TIME ZONE 'UTC')::date
WHERE (binrecon_ms(record.record ->> 6) < record.received_at AND held.symbol IS NULL)
   OR (held.fid = record.fid AND held.close <> binrecon_exact(record.record ->> 4))
