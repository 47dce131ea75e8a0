"""How the account statement names its columns, accounts and operations."""

from .events import Event, Fill, WalletTransfer
from .postings import Posting

ACCOUNTS = {
    "SPOT": "Spot",
    "FUNDING": "Funding",
    "FUTURES": "USD-MFutures",
    "COIN_FUTURE": "Coin-MFutures",
    "MARGIN": "Cross Margin",
    "ISOLATED_MARGIN": "Isolated Margin",
}
_SPANISH = ("Tiempo", "Cuenta", "Operación", "Moneda", "Cambio", "Observación")
_JAPANESE = ("時間", "アカウント", "操作", "コイン", "変更", "備考")
HEADERS = {
    ("en", 1): ("UTC_Time", "Account", "Operation", "Coin", "Change", "Remark"),
    ("en", 2): ("User_ID", "UTC_Time", "Account", "Operation", "Coin", "Change", "Remark"),
    ("en", 3): ("User ID", "Time", "Account", "Operation", "Coin", "Change", "Remark"),
    ("es", 1): _SPANISH,
    ("es", 2): ("ID de usuario", *_SPANISH),
    ("es", 3): ("ID de usuario", *_SPANISH),
    ("ja", 2): ("ユーザーID", *_JAPANESE),
    ("ja", 3): ("ユーザーID", *_JAPANESE),
}
_FILLS = {
    (True, "buy"): "Transaction Buy",
    (True, "sell"): "Transaction Spend",
    (False, "buy"): "Transaction Revenue",
    (False, "sell"): "Transaction Sold",
}
_TRANSFERS = {
    "FUNDING": "Transfer Between Main and Funding Wallet",
    "UMFUTURE": "Transfer Between Spot Account and UM Futures Account",
    "CMFUTURE": "Transfer Between Spot Account and CM Futures Account",
    "MARGIN": "Transfer Between Main Account/Futures and Margin Account",
}
_FIXED = {
    "deposit": "Deposit",
    "withdrawal": "Withdraw",
    "family": "Transfer Between Main Account and Sub-Account",
    "convert": "Binance Convert",
    "invisible": "Distribution",
    "dust_log": "Small Assets Exchange BNB",
    "asset_dividend": "Distribution",
    "rebates": "Commission Rebate",
    "flexible_subscription": "Simple Earn Flexible Subscription",
    "flexible_redemption": "Simple Earn Flexible Redemption",
    "flexible_rewards": "Simple Earn Flexible Interest",
    "locked_subscription": "Simple Earn Locked Subscription",
    "locked_redemption": "Simple Earn Locked Redemption",
    "locked_rewards": "Simple Earn Locked Rewards",
    "onchain_subscription": "Staking Purchase",
    "onchain_redemption": "Staking Redemption",
    "onchain_rewards": "Staking Rewards",
    "bfusd_subscription": "BFUSD Subscription",
    "bfusd_redemption": "BFUSD Redemption",
    "bfusd_rewards": "BFUSD Rewards",
    "rwusd_subscription": "RWUSD - Subscription",
    "rwusd_redemption": "RWUSD - Redemption",
    "rwusd_rewards": "RWUSD - Distribution",
    "eth_staking": "ETH 2.0 Staking",
    "eth_redemption": "ETH 2.0 Staking Withdrawals",
    "wbeth_wrap": "BETH to WBETH Wrapping",
    "wbeth_unwrap": "BETH to WBETH Wrapping",
    "sol_staking": "SOL Staking - Purchase",
    "sol_redemption": "SOL Staking - Redemption",
    "sol_boost_rewards": "Staking Rewards",
    "soft_staking_rewards": "Staking Rewards",
    "pay_transactions": "Binance Pay",
    "fiat_payments": "Buy Crypto With Card",
    "loan_borrow": "Flexible Loan - Lending",
    "loan_repay": "Flexible Loan - Repayment",
    "loan_ltv_adjustment": "Flexible Loan - Collateral Transfer",
    "loan_liquidation": "Flexible Loan - Collateral Transfer",
    "liquidation_loan_repay": "Cross Margin Liquidation - Repayment",
    "cloud_mining": "Cloud Mining",
    "mining_earnings": "Pool Distribution",
    "custody_transfer": "ThirdParty Wallet Transfer",
    "margin_transfer": "Transfer Between Spot Account and Isolated Margin Account",
    "pm_loan_repay": "Portfolio Margin Liquidation - Repayment",
}
GUESSED = frozenset({
    "BFUSD Subscription", "BFUSD Rewards", "RWUSD - Distribution", "SOL Staking - Redemption", "Cloud Mining",
    "Portfolio Margin Liquidation - Repayment",
})  # fmt: skip
"""Operations no parser and no page names: an importer will find them unknown."""

_DIVIDENDS = {
    "Flexible": "Simple Earn Flexible Interest",
    "Locked": "Simple Earn Locked Rewards",
    "STAKING": "Staking Rewards",
}


def _old_trade(event: Event, posting: Posting) -> str:
    """Both legs of a trade once had the name of its side."""
    return "Fee" if posting.leg == "fee" else "Buy" if event.is_buyer else "Sell"


_OLD = {
    "fill": _old_trade,
    "wallet": lambda event, posting: "transfer_in" if posting.amount > 0 else "transfer_out",
    "dust_log": lambda event, posting: "Small assets exchange BNB",
}


def operation_of(event: Event, posting: Posting, version: int) -> str:
    """The Operation of a movement, as statements of a version spell it."""
    kind = "fill" if isinstance(event, Fill) else event.kind
    if version == 1 and kind in _OLD:
        return _OLD[kind](event, posting)
    if kind == "fill":
        return _FILLS.get((event.is_buyer, posting.leg), "Transaction Fee")
    if isinstance(event, WalletTransfer):
        return _between(event.type)
    if event.kind == "fiat_orders":
        return "Fiat Withdraw" if event.side else "Fiat Deposit"
    if event.kind == "fiat_payments" and event.side:
        return "Sell Crypto To Fiat"
    if event.kind == "asset_dividend":
        return _DIVIDENDS.get(event.info, "Distribution")
    if event.kind == "dual_investment":
        return f"Dual Investment - {'Subscribe' if posting.amount < 0 else 'Settlement'}"
    return _FIXED[event.kind]


def _between(transfer_type: str) -> str:
    for wallet, name in _TRANSFERS.items():
        if transfer_type in (f"MAIN_{wallet}", f"{wallet}_MAIN"):
            return name
    return "Transfer Between Futures Contract Accounts"


def remark_of(event: Event) -> str:
    """Free text; most rows have none."""
    if event.kind == "withdrawal":
        return "Withdraw fee is included"
    if event.kind == "asset_dividend":
        return event.info
    return {"dust_log": "small assets to BNB", "pay_transactions": "Binance Pay"}.get(event.kind, "")
