"""Fills of orders, by the exchange's books and by smart order routing, and converts."""

from __future__ import annotations

from datetime import timedelta

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.booking import OwnFiles, Table
from binrecon.sources.endpoint import Caller
from binrecon.sources.pages import FromId, MoreData
from binrecon.sources.product import BOTH, product
from binrecon.sources.source import Source, StatementClass, Told

DAY = timedelta(days=1)
_FILLED = (
    ("spot_buy", StatementClass.TRADE),
    ("spot_sell", StatementClass.TRADE),
    ("maker_fee", StatementClass.FEE),
    ("taker_fee", StatementClass.FEE),
)

LISTS: tuple[Source, ...] = (
    Source(
        "trades",
        "/api/v3/myTrades",
        Limiter.API_IP,
        20,
        Caller.ANY,
        "binance_raw_trades",
        "trade_data",
        FromId(1000),
        key_param="symbol",
        keys=(),
        time_field="time",
        lag=DAY,
        adds=True,
        takes=True,
        wallet=Wallet.SPOT,
        booking=OwnFiles(table=Table.TRADES, legs=3, rows_of="trade"),
        told=Told("fills of orders, per pair: + base / − quote (or the reverse), − commission (fee)", "time"),
        kinds=_FILLED,
        known_fields=(
            "commission:s commissionAsset:s id:n isBestMatch:b isBuyer:b isMaker:b orderId:n orderListId:n price:s "
            "qty:s quoteQty:s symbol:s time:n"
        ),
    ),
    Source(
        "convert_history",
        "/sapi/v1/convert/tradeFlow",
        Limiter.SAPI_UID,
        3000,
        Caller.ANY,
        "binance_raw_convert_history",
        "convert_data",
        MoreData(1000),
        "list",
        max_span=30 * DAY,
        reread=7 * DAY,
        time_field="createTime",
        identity=("orderId",),
        adds=True,
        takes=True,
        wallet=Wallet.SPOT,
        booking=OwnFiles(table=Table.TRADES, legs=2, rows_of="convert"),
        told=Told(
            "exchange: −fromAmount of fromAsset, +toAmount of toAsset (taken to be SPOT's: the list does not say which "
            "wallet paid)",
            "createTime",
        ),
        kinds=(("convert_buy", StatementClass.CONVERT), ("convert_sell", StatementClass.CONVERT)),
        known_fields=(
            "createTime:n fromAmount:s fromAsset:s inverseRatio:s orderId:n orderStatus:s quoteId:s ratio:s "
            "toAmount:s toAsset:s"
        ),
    ),
)
BY_PAIR: tuple[Source, ...] = (
    # Fills by smart order routing, which myTrades does not list: "newest allocations until endTime", and of the pair
    # alone "allocations from oldest to newest"; then by id.
    product(
        "allocations",
        "/api/v3/myAllocations",
        limiter=Limiter.API_IP,
        weight=20,
        raw_table="binance_raw_trades",
        data_column="trade_data",
        key_param="symbol",
        keys=(),
        time_field="time",
        pages=FromId(1000, "allocationId", "fromAllocationId", inclusive=False, newest_until="endTime", oldest=()),
        lag=DAY,
        **BOTH,
        booking=OwnFiles(table=Table.TRADES, legs=3),
        told=Told(
            "fills by smart order routing, per pair, which `myTrades` does not list; three legs as of a trade: + "
            "base / − "
            "quote of the order's own symbol (or the reverse), − commission; only `allocationType` SOR with "
            "`isAllocator` "
            "false, else quarantine",
            "time",
            "the only one; no id is shared with `myTrades`",
        ),
        kinds=_FILLED,
        known_fields=(
            "allocationId:n allocationType:s commission:s commissionAsset:s isAllocator:b isBuyer:b isMaker:b "
            "orderId:n orderListId:n price:s qty:s quoteQty:s symbol:s time:n"
        ),
    ),
)
"""Lists of products asked pair by pair; which pairs is for `collectors.pair_lists` to say."""
