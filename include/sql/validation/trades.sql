-- Purpose: the legs of fills and converts of one account-day, for the table checks; the legs of one fact stand together.
-- Grain: one row per leg, with the pair's assets as exchange info has them (NULL for converts and unknown pairs).
-- Safe to run again: reads only. Parameters: email, day (date).
SELECT trade.source, trade.external_id, trade.leg, trade.txn_subtype, binrecon_coin(trade.wallet, trade.asset) AS asset, trade.amount, trade.price,
    trade.datetime, trade.evidence_at, info.base_asset, info.quote_asset
FROM binance_reconciliation_trades AS trade
LEFT JOIN binance_exchange_info AS info ON info.symbol = trade.symbol AND trade.source IN ('trade', 'allocations', 'margin_trade', 'isolated_trade')
WHERE trade.email = %(email)s
  AND trade.datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND trade.datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY trade.source, trade.external_id, trade.leg
