-- Purpose: give a balance row, without raw amounts, to the assets of the day that its snapshot does not list. Reads the
-- temporary table binrecon_decided; run it after write_balances.sql.
-- Grain: one row per such asset. Safe to run again: an asset that has its row is passed over.
-- Parameters: email, day (date), wallet.
INSERT INTO binance_reconciliation_balances
    (source, external_id, date, email, wallet, asset, cal_balance, cal_loan, cal_interest, cal_unrealised_pnl,
     variance_in_asset, variance_in_usd, usd_price)
SELECT 'calculated', '', %(day)s, %(email)s, %(wallet)s, decided.asset, decided.cal_balance, decided.cal_loan,
       decided.cal_interest, decided.cal_unrealised_pnl, decided.variance_in_asset, decided.variance_in_usd, decided.usd_price
FROM ({% include 'reconcile/decided_balances.sql' %}) AS decided
LEFT JOIN binance_reconciliation_balances AS held
    ON held.email = %(email)s AND held.date = %(day)s AND held.wallet = %(wallet)s AND held.asset = decided.asset
WHERE held.asset IS NULL
ORDER BY decided.asset
ON CONFLICT (email, date, wallet, asset) DO NOTHING
