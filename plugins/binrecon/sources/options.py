"""The wallet of options: what it holds now, as the exchange gives no snapshot, and the list of all that moved it."""

from __future__ import annotations

from datetime import timedelta

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.booking import Ledger, WalletReading
from binrecon.sources.endpoint import Caller, Host
from binrecon.sources.pages import Single
from binrecon.sources.source import Source, StatementClass, Told
from binrecon.sources.wallet_reading import UP_TO_A_READING, wallet_reading

DAY = timedelta(days=1)

OPTION_READING = wallet_reading(
    "option_reading",
    path="/eapi/v1/marginAccount",
    limiter=Limiter.EAPI_IP,
    weight=3,
    records="asset",
    host=Host.EAPI,
    wallet=Wallet.OPTION,
    booking=WalletReading(balance=("marginBalance",)),
    told=Told("the balances themselves, read by us: marginBalance of every asset", "the answer's arrival"),
    known_fields=(
        "adjustedEquity:s asset:s available:s equity:s initialMargin:s maintMargin:s marginBalance:s unrealizedPNL:s"
    ),
)
# Without an id the newest rows come, and in which order no document says: so windows are cut until none is full, and
# what came is asked once more in parts, which rests on no order. Three months are held; a page holds 1000 at the most.
# The documents' example gives three rows of other types and times one id, where answers of real accounts count on: rows
# of one id are one fact only where all but the amount is equal, and what says two amounts is believed in neither.
OPTION_BILL = Source(
    "option_bill",
    "/eapi/v1/bill",
    Limiter.EAPI_IP,
    1,
    Caller.ANY,
    "binance_raw_product_history",
    "product_data",
    Single(1000, confirm=True),
    host=Host.EAPI,
    max_span=30 * DAY,
    reread=7 * DAY,
    ahead=UP_TO_A_READING,
    retention=89 * DAY,
    fixed=(("currency", "USDT"),),
    time_field="createDate",
    adds=True,
    takes=True,
    identity=("id", "type", "asset", "createDate"),
    wallet=Wallet.OPTION,
    booking=Ledger(
        kind="type",
        amount="amount",
        number="id",
        time="createDate",
        names=("id", "type", "asset", "symbol", "createDate"),
        numbered=False,
    ),
    told=Told("+amount of `asset` above zero, −amount below, whatever its type", "createDate"),
    kinds=(
        ("TRANSFER", StatementClass.TRANSFER),
        ("CONTRACT", StatementClass.TRADE),
        ("FEE", StatementClass.FEE),
        ("EXERCISE_PNL", StatementClass.TRADE),
        ("EXERCISE_FEE", StatementClass.FEE),
    ),
    known_fields="amount:s asset:s createDate:n id:n symbol:s type:s",
)
LISTS = (OPTION_READING, OPTION_BILL)
