-- Purpose: put the calculated balance, the variance and the price beside the snapshot's balance of the day. Reads the
-- temporary table binrecon_decided.
-- Grain: one row per asset the day already has a balance of. Safe to run again: a row is written only where something is
-- distinct. Parameters: email, day (date), wallet.
UPDATE binance_reconciliation_balances AS held
SET cal_balance = decided.expected, variance_in_asset = decided.variance, variance_in_usd = decided.variance_usd,
    usd_price = decided.usd_price, updated_at = clock_timestamp()
FROM binrecon_decided AS decided
WHERE held.email = %(email)s AND held.date = %(day)s AND held.wallet = %(wallet)s AND held.asset = decided.asset
  AND (held.cal_balance, held.variance_in_asset, held.variance_in_usd, held.usd_price)
      IS DISTINCT FROM
      (decided.expected, decided.variance, decided.variance_usd, decided.usd_price)
