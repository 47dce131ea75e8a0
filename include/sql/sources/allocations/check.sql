-- Bad rows: legs of allocations that were read and are neither canonical nor in quarantine, or say another amount than their
-- page: an allocation has all of its three legs. Empty is good. Parameters: email, day.
{% import 'macros/checks.sql' as check -%}
WITH {{ check.pages_of_day('binance_raw_trades', 'trade_data', 'allocations') }},
{{ check.fills("key || ':' || (record ->> 'allocationId')") }}
{{ check.unmet('binance_reconciliation_trades', 'allocations') }}
