-- Purpose: the accounts of which a day was ever opened.
-- Grain: one row per account. Safe to run again: reads only. Parameters: none.
SELECT DISTINCT email FROM binance_reconciliation_days
