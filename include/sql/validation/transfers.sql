-- Purpose: the transfer legs of one account-day, for the table checks; the legs of one fact stand together.
-- Grain: one row per leg. Safe to run again: reads only. Parameters: email, day (date).
SELECT source, external_id, leg, txn_subtype, asset, amount, NULL::numeric AS price, datetime, evidence_at,
    NULL AS base_asset, NULL AS quote_asset
FROM binance_reconciliation_transfers
WHERE email = %(email)s
  AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
  AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
ORDER BY source, external_id, leg
