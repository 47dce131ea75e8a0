"""The wallet of USD-M futures: its day-end balances, and the one list of everything that moved it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.account import account_snapshot
from binrecon.sources.booking import Fills, Ledger, Positions, Snapshot
from binrecon.sources.endpoint import Caller, Host
from binrecon.sources.pages import ByTime, Single
from binrecon.sources.source import Source, StatementClass, Told

DAY = timedelta(days=1)
NEXT_FUNDING = timedelta(minutes=1)
"""Funding of midnight stands beyond the day, and the snapshot at its end may hold it."""
_TRANSFERS = (
    "TRANSFER",
    "INTERNAL_TRANSFER",
    "STRATEGY_UMFUTURES_TRANSFER",
    "CROSS_COLLATERAL_TRANSFER",
)
_TRADES = (
    "REALIZED_PNL",
    "FUNDING_FEE",
    "SPECIAL_FUNDING_FEE",
    "INSURANCE_CLEAR",
    "DELIVERED_SETTELMENT",
    "OPTIONS_PREMIUM_FEE",
    "OPTIONS_SETTLE_PROFIT",
)
_FEES = ("COMMISSION", "FEE_RETURN", "POSITION_LIMIT_INCREASE_FEE")
_CONVERTS = ("AUTO_EXCHANGE", "COIN_SWAP_WITHDRAW", "COIN_SWAP_DEPOSIT")
_INCOME = (
    "REFERRAL_KICKBACK",
    "COMMISSION_REBATE",
    "API_REBATE",
    "WELCOME_BONUS",
    "CONTEST_REWARD",
    "BFUSD_REWARD",
)
# Their spelling of DELIVERED_SETTELMENT. Types beyond these are booked too, and named in the verdict.
_KINDS = (
    *((kind, StatementClass.TRANSFER) for kind in _TRANSFERS),
    *((kind, StatementClass.TRADE) for kind in _TRADES),
    *((kind, StatementClass.FEE) for kind in _FEES),
    *((kind, StatementClass.CONVERT) for kind in _CONVERTS),
    *((kind, StatementClass.INCOME) for kind in _INCOME),
)

INCOME = Ledger(
    kind="incomeType",
    amount="income",
    number="tranId",
    time="time",
    names=("incomeType", "tranId", "asset", "symbol", "tradeId", "time"),
    numbered=True,
)
"""How a list of income books, of either kind of futures."""
# The profit of its positions is documented as stale: their sizes alone are read. `marginBalance` is not booked.
FUTURES_SNAPSHOT = account_snapshot(
    "futures_snapshot",
    keys=("FUTURES",),
    wallet=Wallet.FUTURES,
    booking=Snapshot(
        word="futures",
        listed="assets",
        balance=("walletBalance",),
        debts=True,
        positions=Positions(listed="position", amount="positionAmt"),
    ),
    told=Told(
        "the balances themselves: walletBalance of every asset at the end of the day; beside them the size of every "
        "position",
        "updateTime",
    ),
)
# Never asked by incomeType: lists asked type by type hold no type that is not known. No span is documented: the
# default is a week. Nothing names a row beyond doubt (tranId is one for several rows), so that a row is its own name.
UM_INCOME = Source(
    "um_income",
    "/fapi/v1/income",
    Limiter.FAPI_IP,
    30,
    Caller.ANY,
    "binance_raw_product_history",
    "product_data",
    ByTime(1000, "time"),
    host=Host.FAPI,
    max_span=7 * DAY,
    reread=7 * DAY,
    ahead=NEXT_FUNDING,
    retention=89 * DAY,
    time_field="time",
    adds=True,
    takes=True,
    wallet=Wallet.FUTURES,
    booking=INCOME,
    told=Told("+income of `asset` above zero, −income below, whatever its type", "time"),
    kinds=_KINDS,
    known_fields="asset:s income:s incomeType:s info:s symbol:s time:n tradeId:s tranId:n",
)
fills: Any = partial(
    Source,
    limiter=Limiter.FAPI_IP,
    weight=5,
    caller=Caller.ANY,
    raw_table="binance_raw_trades",
    data_column="trade_data",
    pages=Single(1000, confirm=True),
    key_param="symbol",
    keys=(),
    max_span=7 * DAY,
    time_field="time",
    identity=("id", "side"),
    measures=(),
    booking=Fills(
        quantity="qty",
        realized="realizedPnl",
        realized_asset="marginAsset",
        commission="commission",
        commission_asset="commissionAsset",
        time="time",
        side="side",
        position_side="positionSide",
    ),
)
"""Fills of one contract, of either kind of futures. Seven days may be asked; which rows a full answer leaves out no
document says, so that it asks for smaller windows. One that traded with itself is two rows of one id."""
UM_TRADES = fills(
    "um_trades",
    "/fapi/v1/userTrades",
    host=Host.FAPI,
    retention=89 * DAY,
    wallet=Wallet.FUTURES,
    told=Told(
        "no balance; the position +qty where it bought, −qty where it sold, on its side",
        "time",
        "`um_income` books what it made and was charged, and is held against it",
    ),
    known_fields=(
        "baseQty:s buyer:b commission:s commissionAsset:s id:n maker:b marginAsset:s orderId:n pair:s positionSide:s "
        "price:s qty:s quoteQty:s realizedPnl:s side:s symbol:s time:n"
    ),
)
LISTS = (FUTURES_SNAPSHOT, UM_INCOME, UM_TRADES)
