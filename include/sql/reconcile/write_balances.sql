-- Purpose: put the calculated balance, the variance and the price beside the snapshot's balance of the day.
-- Grain: one row per asset of binrecon_decided; an asset the snapshot does not list gets a row without raw_balance.
-- Safe to run again: a row is written only where something is distinct. Parameters: email, day (date), wallet.
INSERT INTO binance_reconciliation_balances AS held
    (source, external_id, date, email, wallet, asset, cal_balance, variance_in_asset, variance_in_usd, usd_price)
SELECT 'calculated', '', %(day)s, %(email)s, %(wallet)s, asset, expected, variance, variance_usd, usd_price
FROM binrecon_decided
ORDER BY asset
ON CONFLICT (email, date, wallet, asset) DO UPDATE SET
    cal_balance = excluded.cal_balance, variance_in_asset = excluded.variance_in_asset,
    variance_in_usd = excluded.variance_in_usd, usd_price = excluded.usd_price, updated_at = clock_timestamp()
WHERE (held.cal_balance, held.variance_in_asset, held.variance_in_usd, held.usd_price)
      IS DISTINCT FROM
      (excluded.cal_balance, excluded.variance_in_asset, excluded.variance_in_usd, excluded.usd_price)
