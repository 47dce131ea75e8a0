"""Planted defects of reading the lists of products.

Each row: name, scene, then where, old and new for each changed place.
"""

_FLEXIBLE = "canonical/transfers_flexible_"
_DIVIDENDS = "canonical/transfers_asset_dividend.sql"
_DUST = "canonical/trades_dust_log.sql"
_FIAT = "canonical/transfers_fiat_"

PRODUCTS: tuple[tuple[str, ...], ...] = (
    ("the direction of a dividend is ignored", "products", _DIVIDENDS, "'direction' IS DISTINCT FROM '-1'", "'amount' <> ''",
     _DIVIDENDS, "'direction' IS NOT DISTINCT FROM '-1'", "'amount' = ''"),
    ("dust counts gross", "products", _DUST, "binrecon_exact(record ->> 'transferedAmount')",
     "binrecon_exact(record ->> 'transferedAmount') + binrecon_exact(record ->> 'serviceChargeAmount')"),
    ("the coins of one dust conversion are one record", "products", _DUST,
     "binrecon_name(record ->> 'transId') || ':' || binrecon_name(record ->> 'fromAsset')", "binrecon_name(record ->> 'transId')"),
    ("a reward that is a dividend too counts twice", "products", "canonical/*.sql", "interval '12 hours'", "interval '1 minute'"),
    ("a reward that stays in the position is booked to SPOT", "products", f"{_FLEXIBLE}rewards.sql",
     "CASE type WHEN 'REALTIME' THEN 'LD' || \"asset\" ELSE \"asset\" END", '"asset"'),
    ("the LD share is ignored", "products", f"{_FLEXIBLE}subscription.sql",
     "'LD' || \"asset\", \"amount\", true", "'LD' || \"asset\", \"amount\", false"),
    ("a subscription that another wallet paid is taken from SPOT", "products", f"{_FLEXIBLE}subscription.sql",
     " AND record ->> 'sourceAccount' <> 'FUNDING'", ""),
    ("what two wallets paid is taken from SPOT whole", "products", f"{_FLEXIBLE}subscription.sql",
     "THEN binrecon_exact(record ->> 'amtFromSpot') ELSE amount", "THEN amount ELSE amount"),
    ("a redemption to another wallet is booked to SPOT", "products", f"{_FLEXIBLE}redemption.sql",
     "\"destAccount\" = 'SPOT'", "true"),
    ("a redemption counts when it is asked for, not when it arrives", "products", "canonical/transfers_*_redemption.sql",
     "THEN arrival ELSE moment END", "THEN moment ELSE moment END"),
    ("a renewed position counts as paid by the user", "products", "canonical/transfers_locked_subscription.sql",
     "type IN ('NORMAL', 'ACTIVITY') AND", "type IN ('NORMAL', 'ACTIVITY', 'AUTO') AND"),
    ("a failed swap counts", "products", "canonical/trades_eth_staking.sql", "status = 'SUCCESS' AS good", "true AS good"),
    ("the fee of a redemption is taken twice", "products", "canonical/transfers_bfusd_redemption.sql",
     "binrecon_exact(record ->> 'receiveAmount')", "binrecon_exact(record ->> 'receiveAmount') - binrecon_exact(record ->> 'fee')"),
    ("a payment counts with what the funding wallet paid", "products", "canonical/transfers_pay_transactions.sql",
     'walletAssetCost."2"', "walletAssetCost.*"),
    ("a fiat deposit counts with its fee", "products", f"{_FIAT}orders.sql",
     "binrecon_exact(record ->> 'amount') AS", "binrecon_exact(record ->> 'indicatedAmount') AS",
     f"{_FIAT}orders.sql", "IS DISTINCT FROM amount + \"totalFee\"", "IS DISTINCT FROM amount"),
    ("a purchase by card takes the fiat from SPOT", "products", f"{_FIAT}payments.sql",
     "record ->> 'paymentMethod' = 'Cash Balance'", "true"),
    ("the collateral of a loan is ignored", "products", "canonical/transfers_loan_borrow.sql",
     '"initialCollateralAmount", true', '"initialCollateralAmount", false'),
    ("collateral that is added is taken for returned", "products", "canonical/transfers_loan_ltv_adjustment.sql",
     "(1::smallint", "(0::smallint", "canonical/transfers_loan_ltv_adjustment.sql", "(2::smallint", "(1::smallint",
     "canonical/transfers_loan_ltv_adjustment.sql", "(0::smallint", "(2::smallint"),
)  # fmt: skip
