"""How the account statement names its columns, accounts and operations."""

from .events import Event, Fill, WalletTransfer
from .postings import Posting
from .products import every_list
from .registry import Statement

ACCOUNTS = {
    "SPOT": "Spot",
    "FUNDING": "Funding",
    "FUTURES": "USD-MFutures",
    "COIN_FUTURE": "Coin-MFutures",
    "MARGIN": "Cross Margin",
    "ISOLATED_MARGIN": "Isolated Margin",
    "OPTION": "Options",
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
}
_LISTS = every_list()
GUESSED = frozenset(str(one.statement.operation) for one in _LISTS.values() if one.statement.guessed).union(
    *(one.statement.guesses for one in _LISTS.values())
)
"""Operations no parser and no page names: an importer will find them unknown."""


def _old_trade(event: Event, posting: Posting) -> str:
    """Both legs of a trade once had the name of its side."""
    return "Fee" if posting.leg == "fee" else "Buy" if event.is_buyer else "Sell"


_OLD = {
    "fill": _old_trade,
    "wallet": lambda event, posting: "transfer_in" if posting.amount > 0 else "transfer_out",
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
    if event.kind in _LISTS:
        named = _LISTS[event.kind].statement
        return _of_product(named, event, posting, version)
    return _FIXED[event.kind]


def _of_product(named: Statement, event: Event, posting: Posting, version: int) -> str:
    name = named.old if version == 1 and named.old else named.operation
    return name if isinstance(name, str) else name(event, posting)


def _between(transfer_type: str) -> str:
    if transfer_type in ("UMFUTURE_FUNDING", "FUNDING_UMFUTURE"):
        return "Transfer Between UM Futures and Funding Account"
    for wallet, name in _TRANSFERS.items():
        if transfer_type in (f"MAIN_{wallet}", f"{wallet}_MAIN"):
            return name
    if {"MARGIN", "ISOLATEDMARGIN"} & set(transfer_type.split("_")):
        return _TRANSFERS["MARGIN"]
    return "Transfer Between Futures Contract Accounts"


def remark_of(event: Event) -> str:
    """Free text; most rows have none."""
    if event.kind == "withdrawal":
        return "Withdraw fee is included"
    remark = _LISTS[event.kind].statement.remark if event.kind in _LISTS else ""
    return remark if isinstance(remark, str) else remark(event)
