-- Purpose: put what was calculated, the variance and the price beside the snapshot's amounts of the day. Reads the temporary
-- table binrecon_decided.
-- Grain: one row per asset the day already has a balance of. Safe to run again: a row is written only where something is
-- distinct. Parameters: email, day (date), wallet.
UPDATE binance_reconciliation_balances AS held
SET cal_balance = decided.cal_balance, cal_loan = decided.cal_loan, cal_interest = decided.cal_interest,
    cal_unrealised_pnl = decided.cal_unrealised_pnl, variance_in_asset = decided.variance_in_asset,
    variance_in_usd = decided.variance_in_usd, usd_price = decided.usd_price, updated_at = clock_timestamp()
FROM ({% include 'reconcile/decided_balances.sql' %}) AS decided
WHERE held.email = %(email)s AND held.date = %(day)s AND held.wallet = %(wallet)s AND held.asset = decided.asset
  AND (held.cal_balance, held.cal_loan, held.cal_interest, held.cal_unrealised_pnl, held.variance_in_asset,
       held.variance_in_usd, held.usd_price)
      IS DISTINCT FROM
      (decided.cal_balance, decided.cal_loan, decided.cal_interest, decided.cal_unrealised_pnl, decided.variance_in_asset,
       decided.variance_in_usd, decided.usd_price)
