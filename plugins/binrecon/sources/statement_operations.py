"""What the exchange calls things in its statements: operations by class, accounts by spelling, and our own kinds of
movement in the same classes, from the lists' descriptions. A name that is not here is unknown, which is told and never
left out of a sum.

The names are those that open-source readers of statements know; the exchange publishes no list and changes about one a
year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import WALLETS
from binrecon.sources.catalogue import SOURCES

OTHER = "other"

CLASSES: dict[str, tuple[str, ...]] = {
    "trade": (
        "Buy",
        "Sell",
        "Transaction Related",
        "Transaction Buy",
        "Transaction Spend",
        "Transaction Sold",
        "Transaction Revenue",
        "The Easiest Way to Trade",
        "Instant Order Settlement",
        "Liquid Swap Sell",
        "Swap Farming Transaction",
        "Realize profit and loss",
        "Realized Profit and Loss",
        "Funding Fee",
        "Insurance Fund Compensation",
        "Insurance Fund Refund",
    ),
    "fee": ("Fee", "Transaction Fee", "BNB Fee Deduction"),
    "convert": (
        "Binance Convert",
        "BNB Convert",
        "Large OTC trading",
        "Asset Conversion Transfer",
        "Stablecoins Auto-Conversion",
        "Futures Convert",
        "Convert Fiat to Crypto OCBS",
        "Deposit Fiat OCBS",
        "Fiat OCBS - Add Fiat and Fees",
        "Buy Crypto",
        "Buy Crypto With Card",
        "Buy Crypto With Fiat",
        "Sell Crypto To Fiat",
        "Sell Crypto For Fiat",
        "Leverage Token Purchase",
        "Leverage Token Redemption",
        "Auto-Invest Transaction",
        "Sell to Card",
        "Futures Convert - From",
        "Futures Convert - To",
    ),
    "dust": ("Small assets exchange BNB",),
    "deposit": ("Deposit", "Fiat Deposit"),
    "withdraw": ("Withdraw", "Fiat Withdraw", "Fiat Withdrawal", "Broker Withdraw"),
    "payment": (
        "Send",
        "Receive",
        "Send/Recieve",
        "Binance Pay",
        "Payment",
        "P2P Trading",
        "Merchant Acquiring",
        "Crypto Box",
        "Crypto Box refund",
        "Binance Card Spending",
        "Binance Card Cashback",
        "Card Cashback",
        "C2C Transfer",
    ),
    "transfer": (
        "transfer_in",
        "transfer_out",
        "Main and Funding Account Transfer",
        "Transfer Funds to Spot",
        "Transfer Funds to Funding Wallet",
        "Sub-account Transfer",
        "Vega - Funds Transfer",
        "Funds Transfer Request - Vega",
        "ThirdParty Wallet Transfer",
        "Inter-wallet transfer",
        "Copy Portfolio (Spot) - Create",
        "Copy Portfolio (Spot) - Close",
        "Ledger - Fund Migration",
        "Collateral Transfer",
        "Transfer",
        "Transfer Funds to Spot Account",
        "Futures Account Transfer",
    ),
    "earn": (
        "Simple Earn Flexible Subscription",
        "Simple Earn Flexible Redemption",
        "Simple Earn Locked Subscription",
        "Simple Earn Locked Redemption",
        "Savings purchase",
        "Savings Principal redemption",
        "POS savings purchase",
        "POS savings redemption",
        "Staking Purchase",
        "Staking Redemption",
        "DOT Slot Auction Staking",
        "DOT Slot Auction Redemption",
        "Launchpool Subscription/Redemption",
        "Launchpad Subscribe",
        "Dual Investment - Subscribe",
        "Dual Savings Purchase",
        "Dual Investment - Settlement",
        "Dual Savings Settlement",
        "RWUSD - Subscription",
        "RWUSD - Redemption",
        "BFUSD Redemption",
        "Liquid Swap Add",
        "Liquid Swap remove",
        "Liquid Swap Add/Sell",
        "Liquidity Farming Remove",
        "Alpha 2.0 - Asset Freeze",
        "Alpha 2.0 - Refund",
        "Alpha Token - Payment",
        "Alpha Token - Refund",
        "Flexible Loan - Lending",
        "Flexible Loan - Repayment",
        "Flexible Loan - Asset Transfer",
        "Flexible Loan - Collateral Transfer",
        "ETH 2.0 Staking",
        "ETH 2.0 Staking Withdrawals",
        "BETH to WBETH Wrapping",
        "WBETH2.0 - Staking",
        "SOL Staking - Purchase",
        "Flexible Loan - Borrow",
        "Flexible Loan - Collateral Added",
        "Flexible Loan - Collateral Removed",
        "Flexible Loan - Collateral Return",
        "Flexible Loan - Collateral Spent",
        "Crypto Loan - Borrow",
        "Crypto Loan - Repayment",
        "Crypto Loan - Collateral Added",
        "Crypto Loan - Collateral Removed",
        "Crypto Loan - Collateral Return",
        "Crypto Loan - Collateral Return after Liquidation",
        "Crypto Loan - Collateral Spent",
        "BFUSD Subscription",
        "Launchpool Subscription",
        "Launchpool Redemption",
        "Staking Unlocked",
        "Asset Freeze",
    ),
    "income": (
        "Simple Earn Flexible Interest",
        "Simple Earn Locked Rewards",
        "Simple Earn Flexible Airdrop",
        "Savings Interest",
        "Savings distribution",
        "Staking Rewards",
        "ETH 2.0 Staking Rewards",
        "POS savings interest",
        "Launchpool Interest",
        "Launchpool Earnings Withdrawal",
        "Launchpool Airdrop",
        "Launchpool Airdrop - System Distribution",
        "Launchpool Airdrop - User Claim Distribution",
        "Launchpool Airdrop - JP Users Distribution",
        "Launchpad Token Distribution",
        "BNB Vault Rewards",
        "Swap Farming Rewards",
        "Liquid Swap rewards",
        "DOT Slot Auction Rewards",
        "Pool Distribution",
        "Super BNB Mining",
        "Distribution",
        "Rewards Distribution",
        "Airdrop Assets",
        "Earn - Airdrop Distribution",
        "HODLer Airdrops Distribution",
        "Megadrop Rewards",
        "Campaign Related Reward",
        "Campaign Rewards",
        "Mission Reward Distribution",
        "Cash Voucher",
        "Cash Voucher Distribution",
        "Cashback Voucher",
        "Commission History",
        "Commission Rebate",
        "Commission Fee Shared With You",
        "Referrer rebates",
        "Referee rebates",
        "Referral Kickback",
        "Referral Commission",
        "Futures Referral Rebate",
        "Strategy Trading Fee Rebate",
        "Asset - Transfer",
        "Simple Earn Flexible - Rewards Income",
        "Simple Earn Locked - Rewards Income",
        "RWUSD - Distribution",
        "BFUSD Daily Reward",
        "BNSOL Staking - Extra Rewards",
        "Referrer Commission",
        "Referee Commission",
    ),
    "token event": (
        "Token Swap - Distribution",
        "Token Swap - Redenomination/Rebranding",
        "Asset Recovery",
        "Leveraged Coin Consolidation",
        "Fund Recovery",
    ),
    OTHER: (
        "Margin Loan",
        "Isolated Margin Loan",
        "Cross Margin Loan",
        "Margin Repayment",
        "Isolated Margin Repayment",
        "Cross Margin Liquidation - Repayment",
        "Cross Margin Liquidation - Small Assets Takeover",
        "Isolated Margin Liquidation - Fee",
        "Margin Fee",
        "Borrow",
        "Isolated Margin Liquidation",
        "Isolated Margin Liquidation - Forced Repayment",
        "IsolatedMargin Loan",
        "IsolatedMargin Repayment",
    ),
}
BY_PREFIX = {"transfer between ": "transfer", "transfer from ": "transfer"}

CLASS_OF_KIND: dict[str, str] = {
    kind: str(given) for source in SOURCES.values() for kind, given in source.classes.items()
}
"""The class of each of our kinds of movement (`txn_subtype`, of fiat orders the way they go), as the descriptions of
the lists say it."""

ISOLATED = "Isolated Margin"
ACCOUNTS = (
    *(word for one in WALLETS.values() for word in one.stated_as),
    "Funding",
    "Earn",
    "Savings",
    "Pool",
    "P2P",
    "Strategy",
    "Spot Copy",
    ISOLATED,
    "Alpha",
    "Card",
)
"""What statements call a wallet, reconciled or not, each in one spelling."""

_CLASS_OF = {name.casefold(): kind for kind, names in CLASSES.items() for name in names}
_WALLET_OF = {word: one.wallet for one in WALLETS.values() for word in one.stated_as}


def class_of(operation: str) -> str | None:
    """The class of an operation in any capitalisation; None for one nobody has described."""
    name = operation.casefold()
    for prefix, kind in BY_PREFIX.items():
        if name.startswith(prefix):
            return kind
    return _CLASS_OF.get(name)


@lru_cache(maxsize=1000)
def in_one_spelling(written: str) -> str:
    """What a statement writes as `Account` in one spelling; what is not known stays as it is written, and so does the
    pair that the name of isolated margin may bear."""
    return _ACCOUNT_OF.get(_letters(written), written)


def wallet_of(account: str) -> Wallet | None:
    """The wallet that is meant by an account in the one spelling; None for one that cannot be reconciled, or is not
    known."""
    return _WALLET_OF.get(account)


def is_known(account: str) -> bool:
    """Whether somebody has described the wallet that a statement calls so."""
    return account in ACCOUNTS or _letters(account).startswith(_letters(ISOLATED))


def unknown_operations(operations: Iterable[str]) -> dict[str, int]:
    """The operations nobody has described, with how many lines carry each, by name."""
    return dict(sorted(Counter(name for name in operations if class_of(name) is None).items()))


def unknown_wallets(accounts: Iterable[str]) -> dict[str, int]:
    """The wallets nobody has described, with how many lines each. None of them counts as one that is reconciled."""
    return dict(sorted(Counter(name for name in accounts if not is_known(name)).items()))


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


_ACCOUNT_OF = {_letters(name): name for name in ACCOUNTS}
