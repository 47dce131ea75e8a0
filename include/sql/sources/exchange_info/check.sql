-- Bad rows: pairs that were read and are neither kept nor in quarantine. Empty is good. Parameters: email, which is '', day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_exchange_info', 'exchange_info_data', 'exchange_info') }}
SELECT record.fid, record.ordinal, record.record ->> 'symbol' AS symbol, 'read, but neither kept nor in quarantine' AS problem
FROM record
LEFT JOIN binance_exchange_info AS held ON held.symbol = record.record ->> 'symbol'
WHERE held.symbol IS NULL
