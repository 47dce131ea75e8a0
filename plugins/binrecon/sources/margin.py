"""The wallet of cross margin: what it holds, borrowed and owes at the end of a day, and the lists of what moved that.

Each wallet is asked for its own lists, even where the address is one that another wallet's days ask too: so its proof
rests on readings of its own, and an account without it is asked nothing more. Decision 90.
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
from binrecon.sources.income import dust
from binrecon.sources.pages import Numbered, Single
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
TOLD_BY_LEDGER = ("COMMISSION_RETURN", "LIQUIDATION_FEE", "REPAY_LIQUIDATION", "OTHER_LIQUIDATION")
"""The types of the capital flow that no other list tells."""
UNSPLIT = ("REPAY_LIQUIDATION", "margin_small_liability")
"""Kinds of movement that end a debt and do not tell how much of it was interest."""
TWICE_TOLD = (
    (("BORROW", "REPAY"), ("margin_borrow_repay", "isolated_borrow_repay")),
    (
        (
            "BUY_INCOME",
            "BUY_EXPENSE",
            "SELL_INCOME",
            "SELL_EXPENSE",
            "TRADING_COMMISSION",
            "BUY_LIQUIDATION",
            "SELL_LIQUIDATION",
        ),
        ("margin_trade", "isolated_trade"),
    ),
    (
        ("TRANSFER",),
        ("margin_wallet_transfer", "margin_account_transfer", "margin_isolated_transfer", "isolated_transfer"),
    ),
    (("SMALL_CONVERT", "SMALL_BALANCE_CONVERT"), ("margin_small_liability", "margin_dust")),
)
"""Types of the capital flow, and what the rows of the lists are called that tell the same movements."""
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
# The lists of accounts are those of SPOT's days, asked for the legs in cross margin.
_BETWEEN_ACCOUNTS: dict[str, Any] = dict(
    weight=1,
    data_column="transfer_data",
    reread=WEEK,
    identity=("tranId",),
    booking=OwnFiles(table=Table.TRANSFERS, rows_of="margin_account_transfer"),
    kinds=(("sub_account_transfer", StatementClass.TRANSFER),),
    **_OWED,
)
UNIVERSAL_TRANSFER = _margin(
    "margin_universal_transfer",
    "/sapi/v1/sub-account/universalTransfer",
    caller=Caller.MAIN,
    raw_table="binance_raw_transfer_between_account_main_spot",
    pages=Numbered(200, total_field="totalCount"),
    records="result",
    email_param="{key}Email",
    keys=("from", "to"),
    key_labels=(("from", "sent"), ("to", "received")),
    max_span=WEEK - DAY,
    time_field="createTimeStamp",
    told=Told(
        "+amount and −amount for the main account's own ends in MARGIN",
        "createTimeStamp",
        "gives way to `margin_wallet_transfer`",
    ),
    known_fields=(
        "amount:s asset:s clientTranId:s createTimeStamp:n fromAccountType:s fromEmail:s status:s toAccountType:s "
        "toEmail:s tranId:n"
    ),
    **_BETWEEN_ACCOUNTS,
)
SUB_USER_HISTORY = _margin(
    "margin_sub_user_history",
    "/sapi/v1/sub-account/transfer/subUserHistory",
    caller=Caller.SUB,
    raw_table="binance_raw_transfer_between_account_sub",
    pages=Single(200, confirm=True),
    records="",
    key_param="type",
    keys=("1", "2"),
    key_labels=(("1", "received"), ("2", "sent")),
    max_span=30 * DAY,
    fixed=(("returnFailHistory", "true"),),
    time_field="time",
    told=Told("type 1: +qty, 2: −qty, where its own end is MARGIN", "time", "gives way to `margin_wallet_transfer`"),
    known_fields=(
        "asset:s counterParty:s email:s fromAccountType:s qty:s status:s time:n toAccountType:s tranId:n type:n"
    ),
    **_BETWEEN_ACCOUNTS,
)
ISOLATED_TRANSFER = _margin(
    "margin_isolated_transfer",
    "/sapi/v1/margin/transfer",
    weight=1,
    max_span=30 * DAY,
    reread=WEEK,
    identity=("txId",),
    **_OWED,
    booking=OwnFiles(table=Table.TRANSFERS),
    told=Told(
        "CROSS_MARGIN to ISOLATED_MARGIN: −amount; back: +amount; all other moves: nothing; without wallets, or with "
        "another account's margin: quarantine unless another list tells it",
        "timestamp (seconds or ms)",
        "moves of accounts and wallets under the same id and direction win",
    ),
    statement=StatementClass.TRANSFER,
    known_fields=("amount:s asset:s fromSymbol:s status:s timestamp:n toSymbol:s transFrom:s transTo:s txId:n type:s"),
)
# The capital flow tells which pairs are asked. A self-trade is two rows of one id. A day holds less than the 24 hours
# that one answer may reach over.
TRADES = _margin(
    "margin_trades",
    "/sapi/v1/margin/myTrades",
    weight=10,
    raw_table="binance_raw_trades",
    data_column="trade_data",
    pages=Single(1000, confirm=True),
    records="",
    key_param="symbol",
    keys=(),
    fixed=(("isIsolated", "FALSE"),),
    max_span=DAY,
    time_field="time",
    identity=("id", "isBuyer"),
    **_OWED,
    booking=OwnFiles(table=Table.TRADES, legs=3, rows_of="margin_trade"),
    told=Told(
        "fills of orders, per pair: + base / − quote (or the reverse), − commission (fee); without quoteQty price × "
        "qty, if that has no more than eight decimals and is below 10^18; of isolated margin: quarantine",
        "time",
        "wins over the rows …_INCOME, …_EXPENSE and TRADING_COMMISSION of the capital flow",
    ),
    kinds=(
        ("margin_buy", StatementClass.TRADE),
        ("margin_sell", StatementClass.TRADE),
        ("maker_fee", StatementClass.FEE),
        ("taker_fee", StatementClass.FEE),
    ),
    known_fields=(
        "commission:s commissionAsset:s id:n isBestMatch:b isBuyer:b isIsolated:b isMaker:b orderId:n price:s qty:s "
        "quoteQty:s symbol:s time:n"
    ),
)
# Seven days may be asked. Its newest rows come, so that a full answer asks for smaller windows.
CAPITAL_FLOW = _margin(
    "margin_capital_flow",
    "/sapi/v1/margin/capital-flow",
    weight=100,
    pages=Single(1000, confirm=True),
    records="",
    max_span=WEEK,
    reread=WEEK - DAY,
    retention=89 * DAY,
    time_field="timestamp",
    identity=("id",),
    **_OWED,
    measures=ALL,
    booking=OwnFiles(table=Table.TRANSFERS),
    told=Told(
        "COMMISSION_RETURN: +amount; LIQUIDATION_FEE: −amount (fee); OTHER_LIQUIDATION: ±amount by its sign; "
        "REPAY_LIQUIDATION: −amount, loan −amount; all other types: nothing, and are held against the lists that tell "
        "them",
        "timestamp",
        "every other list of this wallet wins over its other types",
    ),
    kinds=tuple((kind, StatementClass.OTHER) for kind in TOLD_BY_LEDGER),
    known_fields="amount:s asset:s id:n note:s symbol:s timestamp:n tranId:n type:s",
)
SMALL_LIABILITY = _margin(
    "margin_small_liability",
    "/sapi/v1/margin/exchange-small-liability-history",
    limiter=Limiter.SAPI_UID,
    weight=100,
    max_span=30 * DAY,
    reread=WEEK,
    time_field="timestamp",
    takes=True,
    measures=ALL,
    booking=OwnFiles(table=Table.TRANSFERS),
    told=Told(
        "−targetAmount of `targetAsset`; loan −amount of `asset`: how much of it was interest is not told, so loan and "
        "interest of that day are judged together",
        "timestamp",
        "wins over the rows SMALL_CONVERT of the capital flow",
    ),
    statement=StatementClass.OTHER,
    known_fields="amount:s asset:s bizType:s targetAmount:s targetAsset:s timestamp:n",
)
DUST = dust("margin_dust", wallet=Wallet.MARGIN, product=False, fixed=(("accountType", "MARGIN"),))
LISTS = (
    MARGIN_SNAPSHOT,
    BORROW_REPAY,
    INTEREST,
    WALLET_TRANSFER,
    UNIVERSAL_TRANSFER,
    SUB_USER_HISTORY,
    ISOLATED_TRANSFER,
    CAPITAL_FLOW,
    TRADES,
    SMALL_LIABILITY,
    DUST,
)
