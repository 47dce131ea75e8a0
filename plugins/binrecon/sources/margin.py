"""The wallet of cross margin: what it holds, borrowed and owes at the end of a day, and the lists of what moved that.

Each wallet is asked for its own lists, even where the address is one that another wallet's days ask too: so its proof
rests on readings of its own, and an account without it is asked nothing more. Decision 93.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Measure, Wallet
from binrecon.domain.wallets import described
from binrecon.sources.account import account_snapshot
from binrecon.sources.booking import OwnFiles, Snapshot, Table
from binrecon.sources.endpoint import Caller
from binrecon.sources.pages import Numbered
from binrecon.sources.source import Source, StatementClass, Told

DAY = timedelta(days=1)
WEEK = 7 * DAY
MARGIN_TRANSFER_TYPES = (
    "MAIN_MARGIN",
    "UMFUTURE_MARGIN",
    "CMFUTURE_MARGIN",
    "FUNDING_MARGIN",
    "OPTION_MARGIN",
    "MARGIN_MAIN",
    "MARGIN_UMFUTURE",
    "MARGIN_CMFUTURE",
    "MARGIN_FUNDING",
    "MARGIN_OPTION",
)
"""The documented types that touch cross margin ("MARGIN"), but those to and from isolated margin: they want the name of
a pair, and the list of margin moves tells them."""
ALL = described(Wallet.MARGIN).measures
NEXT_ACCRUAL = timedelta(minutes=1)
"""What is charged at midnight stands beyond the day, and the snapshot at its end may hold it."""
_OWED: dict[str, Any] = {"adds": True, "takes": True}

_margin = partial(
    Source,
    limiter=Limiter.SAPI_IP,
    caller=Caller.ANY,
    raw_table="binance_raw_product_history",
    data_column="product_data",
    pages=Numbered(100, "current", "size", "total"),
    records="rows",
    wallet=Wallet.MARGIN,
)
"""A list of cross margin; none is asked for a pair, which would bring that of isolated margin."""

MARGIN_SNAPSHOT = account_snapshot(
    "margin_snapshot",
    keys=("MARGIN",),
    wallet=Wallet.MARGIN,
    measures=ALL,
    booking=Snapshot(
        word="margin",
        listed="userAssets",
        balance=("free", "locked"),
        loan="borrowed",
        interest="interest",
        net="netAsset",
    ),
    told=Told(
        "the balances themselves: free + locked, borrowed and interest of every asset at the end of the day; netAsset "
        "must be what is held without what is owed",
        "updateTime",
    ),
)
# Without an asset seven days before the end of a window may be asked.
BORROW_REPAY = _margin(
    "margin_borrow_repay",
    "/sapi/v1/margin/borrow-repay",
    weight=10,
    key_param="type",
    keys=("BORROW", "REPAY"),
    key_labels=(("BORROW", "borrowed"), ("REPAY", "repaid")),
    max_span=WEEK,
    reread=WEEK - DAY,
    time_field="timestamp",
    identity=("txId",),
    **_OWED,
    measures=ALL,
    booking=OwnFiles(table=Table.TRANSFERS),
    told=Told(
        "BORROW: +amount, loan +principal (+amount where it is empty or 0); REPAY: −amount, loan −principal, interest "
        "−interest; amount must be principal + interest; only CONFIRMED; a row that names a pair of isolated margin: "
        "quarantine",
        "timestamp",
        "wins over the rows BORROW and REPAY of the capital flow",
    ),
    statement=StatementClass.OTHER,
    known_fields="amount:s asset:s interest:s isolatedSymbol:s principal:s status:s timestamp:n txId:n type:s",
)
INTEREST = _margin(
    "margin_interest",
    "/sapi/v1/margin/interestHistory",
    weight=1,
    max_span=30 * DAY,
    reread=WEEK,
    ahead=NEXT_ACCRUAL,
    retention=89 * DAY,
    time_field="interestAccuredTime",
    identity=("txId",),
    adds=True,
    measures=(Measure.INTEREST,),
    booking=OwnFiles(table=Table.TRANSFERS),
    told=Told(
        "interest +interest of `asset`, which is BNB where it is charged in BNB; a type that is not documented, and a "
        "row that names a pair of isolated margin: quarantine",
        "interestAccuredTime",
    ),
    statement=StatementClass.OTHER,
    known_fields=(
        "asset:s interest:s interestAccuredTime:n interestRate:s isolatedSymbol:s principal:s rawAsset:s txId:n type:s"
    ),
)
WALLET_TRANSFER = _margin(
    "margin_wallet_transfer",
    "/sapi/v1/asset/transfer",
    weight=1,
    raw_table="binance_raw_transfer_between_wallets",
    data_column="transfer_data",
    key_param="type",
    keys=MARGIN_TRANSFER_TYPES,
    max_span=30 * DAY,
    reread=WEEK,
    retention=180 * DAY,
    time_field="timestamp",
    identity=("tranId",),
    **_OWED,
    booking=OwnFiles(table=Table.TRANSFERS),
    told=Told(
        "types MARGIN_x: −amount, x_MARGIN: +amount",
        "timestamp",
        "wins over the lists of accounts and of margin moves",
    ),
    statement=StatementClass.TRANSFER,
    known_fields="amount:s asset:s status:s timestamp:n tranId:n type:s",
)
LISTS = (MARGIN_SNAPSHOT, BORROW_REPAY, INTEREST, WALLET_TRANSFER)
