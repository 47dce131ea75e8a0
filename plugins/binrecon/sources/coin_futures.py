"""The wallet of COIN-M futures: what it holds now, as the exchange gives no snapshot, and the list of all that moved
it."""

from __future__ import annotations

from datetime import timedelta

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.booking import Positions, WalletReading
from binrecon.sources.endpoint import Caller, Host
from binrecon.sources.futures import INCOME, fills
from binrecon.sources.pages import ByTime
from binrecon.sources.source import Source, StatementClass, Told
from binrecon.sources.wallet_reading import UP_TO_A_READING, wallet_reading

DAY = timedelta(days=1)

COIN_M_READING = wallet_reading(
    "coin_m_reading",
    path="/dapi/v1/account",
    limiter=Limiter.FAPI_IP,
    weight=5,
    records="assets",
    host=Host.DAPI,
    wallet=Wallet.COIN_M_FUTURES,
    booking=WalletReading(
        balance=("walletBalance",), positions=Positions(listed="positions", amount="positionAmt", side="positionSide")
    ),
    told=Told(
        "the balances themselves, read by us: walletBalance of every coin; beside them the size of every position",
        "the answer's arrival",
    ),
    known_fields=(
        "asset:s availableBalance:s crossUnPnl:s crossWalletBalance:s initialMargin:s maintMargin:s marginBalance:s "
        "maxWithdrawAmount:s openOrderInitialMargin:s positionInitialMargin:s unrealizedProfit:s updateTime:n "
        "walletBalance:s"
    ),
)
# Its order when it is cut is documented for USD-M alone, with which it shares pool and engine: pages out of that order
# are refused. A year may be asked at once. Its tranId is a text.
CM_INCOME = Source(
    "cm_income",
    "/dapi/v1/income",
    Limiter.FAPI_IP,
    20,
    Caller.ANY,
    "binance_raw_product_history",
    "product_data",
    ByTime(1000, "time"),
    host=Host.DAPI,
    max_span=30 * DAY,
    reread=7 * DAY,
    ahead=UP_TO_A_READING,
    retention=89 * DAY,
    time_field="time",
    adds=True,
    takes=True,
    wallet=Wallet.COIN_M_FUTURES,
    booking=INCOME,
    told=Told("+income of `asset` above zero, −income below, whatever its type", "time"),
    kinds=(
        ("TRANSFER", StatementClass.TRANSFER),
        ("WELCOME_BONUS", StatementClass.INCOME),
        ("FUNDING_FEE", StatementClass.TRADE),
        ("REALIZED_PNL", StatementClass.TRADE),
        ("COMMISSION", StatementClass.FEE),
        ("INSURANCE_CLEAR", StatementClass.TRADE),
        ("DELIVERED_SETTELMENT", StatementClass.TRADE),
    ),
    known_fields="asset:s income:s incomeType:s info:s symbol:s time:n tradeId:s tranId:s",
)
CM_TRADES = fills(
    "cm_trades",
    "/dapi/v1/userTrades",
    host=Host.DAPI,
    ahead=UP_TO_A_READING,
    retention=89 * DAY,
    wallet=Wallet.COIN_M_FUTURES,
    told=Told(
        "no balance; the position +qty contracts where it bought, −qty where it sold, on its side",
        "time",
        "`cm_income` books what it made and was charged, and is held against it",
    ),
    known_fields=(
        "baseQty:s buyer:b commission:s commissionAsset:s id:n maker:b marginAsset:s orderId:n pair:s positionSide:s "
        "price:s qty:s realizedPnl:s side:s symbol:s time:n"
    ),
)
LISTS = (COIN_M_READING, CM_INCOME, CM_TRADES)
