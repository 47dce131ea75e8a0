-- Purpose: give a balance row, without raw_balance, to the assets of the day that its snapshot does not list. Reads the
-- temporary table binrecon_decided; run it after write_balances.sql.
-- Grain: one row per such asset. Safe to run again: an asset that has its row is passed over.
-- Parameters: email, day (date), wallet.
INSERT INTO binance_reconciliation_balances
    (source, external_id, date, email, wallet, asset, cal_balance, variance_in_asset, variance_in_usd, usd_price)
SELECT 'calculated', '', %(day)s, %(email)s, %(wallet)s, decided.asset, decided.expected, decided.variance,
       decided.variance_usd, decided.usd_price
FROM binrecon_decided AS decided
LEFT JOIN binance_reconciliation_balances AS held
    ON held.email = %(email)s AND held.date = %(day)s AND held.wallet = %(wallet)s AND held.asset = decided.asset
WHERE held.asset IS NULL
ORDER BY decided.asset
ON CONFLICT (email, date, wallet, asset) DO NOTHING
