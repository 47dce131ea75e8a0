-- Allocations of `myAllocations`, fills by smart order routing that myTrades does not list, become three signed legs of
-- binance_reconciliation_trades: received (1), given (2), fee (3).
-- Grain: account, symbol, allocation id, leg. The exchange itself is the other side, so one id is one row. The symbol is that
-- of the order, whichever book the liquidity came from, and so are the assets. Only allocationType SOR is documented, and
-- only isAllocator false: anything else goes to quarantine. Pages of an unknown symbol wait, as in trades_trades.sql.
-- A rerun is safe: what is held is not written again, an allocation that differs from it goes to quarantine.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/fills.sql' as fill -%}
{{ fill.fills(
    'allocations', 'allocations', 'allocationId', '^(0|[1-9][0-9]*)$',
    words={'allocationType': 'SOR', 'isAllocator': 'false'}
) }}
