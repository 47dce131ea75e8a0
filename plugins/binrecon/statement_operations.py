"""What the exchange calls things in its statements: operations by class, wallets by spelling, and our own kinds of
movement in the same classes. Data; a name that is not here is unknown, which is told and never left out of a sum.

The names are those that open-source readers of statements know; the exchange publishes no list and changes about one a year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

SPOT = "Spot"
OTHER = "other"

CLASSES: dict[str, tuple[str, ...]] = {
    "trade": (
        "Buy", "Sell", "Transaction Related", "Transaction Buy", "Transaction Spend", "Transaction Sold",
        "Transaction Revenue", "The Easiest Way to Trade", "Instant Order Settlement", "Liquid Swap Sell",
        "Swap Farming Transaction",
    ),
    "fee": ("Fee", "Transaction Fee", "BNB Fee Deduction"),
    "convert": (
        "Binance Convert", "BNB Convert", "Large OTC trading", "Asset Conversion Transfer", "Stablecoins Auto-Conversion",
        "Futures Convert", "Convert Fiat to Crypto OCBS", "Deposit Fiat OCBS", "Fiat OCBS - Add Fiat and Fees",
        "Buy Crypto", "Buy Crypto With Card", "Buy Crypto With Fiat", "Sell Crypto To Fiat", "Sell Crypto For Fiat",
        "Leverage Token Purchase", "Leverage Token Redemption",
    ),
    "dust": ("Small assets exchange BNB",),
    "deposit": ("Deposit", "Fiat Deposit"),
    "withdraw": ("Withdraw", "Fiat Withdraw", "Fiat Withdrawal"),
    "payment": (
        "Send", "Receive", "Send/Recieve", "Binance Pay", "Payment", "P2P Trading", "Merchant Acquiring", "Crypto Box",
        "Crypto Box refund", "Binance Card Spending", "Binance Card Cashback", "Card Cashback",
    ),
    "transfer": (
        "transfer_in", "transfer_out", "Main and Funding Account Transfer", "Transfer Funds to Spot",
        "Transfer Funds to Funding Wallet", "Sub-account Transfer", "Vega - Funds Transfer",
        "Funds Transfer Request - Vega", "ThirdParty Wallet Transfer", "Inter-wallet transfer",
        "Copy Portfolio (Spot) - Create", "Copy Portfolio (Spot) - Close", "Ledger - Fund Migration",
    ),
    "earn": (
        "Simple Earn Flexible Subscription", "Simple Earn Flexible Redemption", "Simple Earn Locked Subscription",
        "Simple Earn Locked Redemption", "Savings purchase", "Savings Principal redemption", "POS savings purchase",
        "POS savings redemption", "Staking Purchase", "Staking Redemption", "DOT Slot Auction Staking",
        "DOT Slot Auction Redemption", "Launchpool Subscription/Redemption", "Launchpad Subscribe",
        "Dual Investment - Subscribe", "Dual Savings Purchase", "Dual Investment - Settlement", "Dual Savings Settlement",
        "RWUSD - Subscription", "RWUSD - Redemption", "BFUSD Redemption", "Liquid Swap Add",
        "Liquid Swap remove", "Liquid Swap Add/Sell", "Liquidity Farming Remove", "Alpha 2.0 - Asset Freeze",
        "Alpha 2.0 - Refund", "Alpha Token - Payment", "Alpha Token - Refund", "Flexible Loan - Lending",
        "Flexible Loan - Repayment", "Flexible Loan - Asset Transfer", "Flexible Loan - Collateral Transfer",
        "ETH 2.0 Staking", "ETH 2.0 Staking Withdrawals", "BETH to WBETH Wrapping", "WBETH2.0 - Staking",
        "SOL Staking - Purchase",
    ),
    "income": (
        "Simple Earn Flexible Interest", "Simple Earn Locked Rewards", "Simple Earn Flexible Airdrop", "Savings Interest",
        "Savings distribution", "Staking Rewards", "ETH 2.0 Staking Rewards", "POS savings interest",
        "Launchpool Interest", "Launchpool Earnings Withdrawal", "Launchpool Airdrop",
        "Launchpool Airdrop - System Distribution", "Launchpool Airdrop - User Claim Distribution",
        "Launchpool Airdrop - JP Users Distribution", "Launchpad Token Distribution", "BNB Vault Rewards",
        "Swap Farming Rewards", "Liquid Swap rewards", "DOT Slot Auction Rewards", "Pool Distribution",
        "Super BNB Mining", "Distribution", "Rewards Distribution", "Airdrop Assets", "Earn - Airdrop Distribution",
        "HODLer Airdrops Distribution", "Megadrop Rewards", "Campaign Related Reward", "Campaign Rewards",
        "Mission Reward Distribution", "Cash Voucher", "Cash Voucher Distribution", "Cashback Voucher",
        "Commission History", "Commission Rebate", "Commission Fee Shared With You", "Referrer rebates",
        "Referee rebates", "Referral Kickback", "Referral Commission", "Futures Referral Rebate",
        "Strategy Trading Fee Rebate", "Asset - Transfer",
    ),
    "token event": (
        "Token Swap - Distribution", "Token Swap - Redenomination/Rebranding", "Asset Recovery",
        "Leveraged Coin Consolidation",
    ),
    OTHER: (
        "Margin Loan", "Isolated Margin Loan", "Cross Margin Loan", "Margin Repayment", "Isolated Margin Repayment",
        "Cross Margin Liquidation - Repayment", "Cross Margin Liquidation - Small Assets Takeover",
        "Isolated Margin Liquidation - Fee", "Margin Fee", "Realize profit and loss", "Realized Profit and Loss",
        "Funding Fee", "Insurance Fund Compensation", "Insurance Fund Refund",
    ),
}
BY_PREFIX = {"transfer between ": "transfer"}

MOVEMENTS: dict[str, tuple[str, ...]] = {
    "trade": ("spot_buy", "spot_sell"),
    "fee": ("maker_fee", "taker_fee"),
    "convert": ("convert_buy", "convert_sell", "fiat_payments"),
    "dust": ("dust_buy", "dust_sell"),
    "deposit": ("deposit", "fiat_deposit"),
    "withdraw": ("withdraw", "fiat_withdraw"),
    "payment": ("pay_transactions",),
    "transfer": ("wallet_transfer", "sub_account_transfer", "margin_transfer", "custody_transfer"),
    "earn": (
        "swap_buy", "swap_sell", "flexible_subscription", "flexible_redemption", "locked_subscription",
        "locked_redemption", "bfusd_subscription", "bfusd_redemption", "rwusd_subscription", "rwusd_redemption",
        "eth_staking", "eth_redemption", "wbeth_wrap", "wbeth_unwrap", "sol_staking", "sol_redemption",
        "onchain_subscription", "onchain_redemption", "loan_borrow", "loan_repay", "loan_ltv_adjustment",
        "loan_liquidation", "dual_investment",
    ),
    "income": (
        "asset_dividend", "flexible_rewards", "locked_rewards", "bfusd_rewards", "rwusd_rewards", "rebates",
        "sol_boost_rewards", "soft_staking_rewards", "onchain_rewards", "mining_earnings",
    ),
    OTHER: ("cloud_mining", "liquidation_loan_repay", "pm_loan_repay"),
}
"""Our kinds by class: `txn_subtype`, of fiat orders the way they go."""

WALLETS = (
    SPOT, "Funding", "Earn", "Savings", "Pool", "P2P", "Strategy", "Spot Copy", "Cross Margin", "Isolated Margin",
    "USD-M Futures", "USDT-Futures", "Coin-M Futures", "Alpha", "Options", "Card",
)

CLASS_OF_KIND = {kind: name for name, kinds in MOVEMENTS.items() for kind in kinds}
_CLASS_OF = {name.casefold(): kind for kind, names in CLASSES.items() for name in names}
_WALLET_OF = {"".join(filter(str.isalnum, name)).casefold(): name for name in WALLETS}


def class_of(operation: str) -> str | None:
    """The class of an operation in any capitalisation; None for one nobody has described."""
    name = operation.casefold()
    for prefix, kind in BY_PREFIX.items():
        if name.startswith(prefix):
            return kind
    return _CLASS_OF.get(name)


@lru_cache(maxsize=1000)
def wallet(account: str) -> str:
    """The wallet a statement means by `Account`, in one spelling; what is not known stays as it is written."""
    return _WALLET_OF.get("".join(filter(str.isalnum, account)).casefold(), account)


def unknown_operations(operations: Iterable[str]) -> dict[str, int]:
    """The operations nobody has described, with how many lines carry each, by name."""
    return dict(sorted(Counter(name for name in operations if class_of(name) is None).items()))


def unknown_wallets(wallets: Iterable[str]) -> dict[str, int]:
    """The wallets nobody has described, with how many lines each. None of them counts as Spot."""
    return dict(sorted(Counter(name for name in wallets if name not in WALLETS).items()))
