-- Bad rows: legs of fills that were read and are neither canonical nor in quarantine, or say another amount than their page:
-- a fill has all of its three legs. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_trades', 'trade_data', 'trades') }},
{{ check.fills("key || ':' || (record ->> 'id') || CASE WHEN record -> 'isBuyer' = 'true' THEN ':B' ELSE ':S' END") }}
{{ check.unmet('binance_reconciliation_trades', 'trade') }}
