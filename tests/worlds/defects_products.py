"""Planted defects of reading the lists of products.

Each row: name, scene, then where, old and new for each changed place.
"""

_FLEXIBLE = "sources/flexible_"
_DIVIDENDS = "sources/asset_dividend/book.sql"
_DUST = "sources/dust_log/book.sql"
_FIAT = "sources/fiat_"

PRODUCTS: tuple[tuple[str, ...], ...] = (
    ("the direction of a dividend is ignored", "products", _DIVIDENDS, "'direction' IS DISTINCT FROM '-1'", "'amount' <> ''",
     _DIVIDENDS, "'direction' IS NOT DISTINCT FROM '-1'", "'amount' = ''"),
    ("dust counts gross", "products", _DUST, "binrecon_exact(record ->> 'transferedAmount')",
     "binrecon_exact(record ->> 'transferedAmount') + binrecon_exact(record ->> 'serviceChargeAmount')"),
    ("the coins of one dust conversion are one record", "products", _DUST,
     "binrecon_name(record ->> 'transId') || ':' || binrecon_name(record ->> 'fromAsset')", "binrecon_name(record ->> 'transId')"),
    ("a reward that is a dividend too counts twice", "products", "sources/*/book.sql", "interval '12 hours'", "interval '1 minute'"),
    ("a reward that stays in the position is booked to SPOT", "products", f"{_FLEXIBLE}rewards/book.sql",
     "CASE type WHEN 'REALTIME' THEN 'LD' || \"asset\" ELSE \"asset\" END", '"asset"'),
    ("the LD share is ignored", "products", f"{_FLEXIBLE}subscription/book.sql",
     "'LD' || \"asset\", \"amount\", true", "'LD' || \"asset\", \"amount\", false"),
    ("a subscription that another wallet paid is taken from SPOT", "products", f"{_FLEXIBLE}subscription/book.sql",
     " AND record ->> 'sourceAccount' <> 'FUNDING'", ""),
    ("what two wallets paid is taken from SPOT whole", "products", f"{_FLEXIBLE}subscription/book.sql",
     "THEN binrecon_exact(record ->> 'amtFromSpot') ELSE amount", "THEN amount ELSE amount"),
    ("a redemption to another wallet is booked to SPOT", "products", f"{_FLEXIBLE}redemption/book.sql",
     "\"destAccount\" = 'SPOT'", "true"),
    ("a redemption counts when it is asked for, not when it arrives", "products", "sources/*_redemption/book.sql",
     "THEN arrival ELSE moment END", "THEN moment ELSE moment END"),
    ("a renewed position counts as paid by the user", "products", "sources/locked_subscription/book.sql",
     "type IN ('NORMAL', 'ACTIVITY') AND", "type IN ('NORMAL', 'ACTIVITY', 'AUTO') AND"),
    ("a failed swap counts", "products", "sources/eth_staking/book.sql", "status = 'SUCCESS' AS good", "true AS good"),
    ("the fee of a redemption is taken twice", "products", "sources/bfusd_redemption/book.sql",
     "binrecon_exact(record ->> 'receiveAmount')", "binrecon_exact(record ->> 'receiveAmount') - binrecon_exact(record ->> 'fee')"),
    ("a payment counts with what the funding wallet paid", "products", "sources/pay_transactions/book.sql",
     'walletAssetCost."2"', "walletAssetCost.*"),
    ("a fiat deposit counts with its fee", "products", f"{_FIAT}orders/book.sql",
     "binrecon_exact(record ->> 'amount') AS", "binrecon_exact(record ->> 'indicatedAmount') AS",
     f"{_FIAT}orders/book.sql", "IS DISTINCT FROM amount + \"totalFee\"", "IS DISTINCT FROM amount"),
    ("a purchase by card takes the fiat from SPOT", "products", f"{_FIAT}payments/book.sql",
     "record ->> 'paymentMethod' = 'Cash Balance'", "true"),
    ("the collateral of a loan is ignored", "products", "sources/loan_borrow/book.sql",
     '"initialCollateralAmount", true', '"initialCollateralAmount", false'),
    ("collateral that is added is taken for returned", "products", "sources/loan_ltv_adjustment/book.sql",
     "(1::smallint", "(0::smallint", "sources/loan_ltv_adjustment/book.sql", "(2::smallint", "(1::smallint",
     "sources/loan_ltv_adjustment/book.sql", "(0::smallint", "(2::smallint"),
)  # fmt: skip
