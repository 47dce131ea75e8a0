-- Fills of `myTrades` become three signed legs of binance_reconciliation_trades: received (1), given (2), fee (3).
-- Grain: account, symbol, trade id, side, leg. A trade id is unique within one symbol, and a self-trade gives two rows with
-- one id, so external_id is SYMBOL:id:B or SYMBOL:id:S. Base and quote come from binance_exchange_info, never from the name:
-- a page of a symbol that is not known there yet stays pending, and the run after the symbol has arrived reads it.
-- A rerun is safe: fills cannot change, so what is held is not written again; a fill that differs from the one that is held
-- goes to quarantine. Rows that came from the very same page are left out at once, since pages never change.
-- Parameters: email, wallet. Two statements of one transaction; the lock lets the second see what another run has committed.
{% import 'macros/fills.sql' as fill -%}
{{ fill.fills('trades', 'trade', 'id', '^(0|[1-9][0-9]*)$', sided=true) }}
