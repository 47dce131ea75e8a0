-- Fills of margin (`margin/myTrades`, with isIsolated as the list says) become three signed legs of binance_reconciliation_trades: received
-- (1), given (2), fee (3). Grain: account, symbol, trade id, side, leg, as of `myTrades`. A fill of the other margin is refused: it
-- is another wallet's. Documents do not name quoteQty, which live answers have: without it price and quantity are multiplied, and a
-- product of more than eight decimals is refused, as the exchange rounded it somehow.
-- A rerun is safe: fills cannot change; one that differs from the one that is held goes to quarantine.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description.
{% import 'macros/fills.sql' as fill -%}
{% import 'macros/isolated.sql' as isolated -%}
{{ fill.fills(
    source.name, source.rows_of, 'id', '^(0|[1-9][0-9]*)$', sided=true, words={'isIsolated': source.fixed[0][1] | lower},
    kinds='margin', quoted=false, held=isolated.is_isolated(source)
) }}
