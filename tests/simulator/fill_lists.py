"""The lists of fills under /api/v3, pair by pair: myTrades and myAllocations."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from .call import Call, invalid, too_long
from .clock import DAY
from .fill import Fill
from .units import fixed
from .wire import ApiError

BAD_SYMBOL = ApiError(-1121, "Invalid symbol.")
BAD_COMBINATION = ApiError(-1128, "Combination of optional parameters invalid.")
COMBINATIONS = (
    set(),
    {"orderId"},
    {"startTime"},
    {"endTime"},
    {"fromId"},
    {"startTime", "endTime"},
    {"orderId", "fromId"},
)


def my_trades(call: Call) -> Any:
    symbol, sent = _asked(call, "fromId")
    if (call.email, symbol) in call.scenario.refused:
        raise BAD_SYMBOL
    size = call.page_size("limit", 500, 1000)
    fills = _chosen_fills(call, f"fill/{symbol}", sent)
    page = fills[:size] if sent.keys() & {"fromId", "startTime", "orderId"} else fills[-size:]
    return [call.scenario.finish(fill, trade_row(fill)) for fill in page]


def my_allocations(call: Call) -> Any:
    """As trades, but that without times and ids the oldest come."""
    symbol, sent = _asked(call, "fromAllocationId")
    size = call.page_size("limit", 500, 1000)
    fills = _chosen_fills(call, f"allocations/{symbol}", sent)
    page = fills[-size:] if set(sent) == {"endTime"} else fills[:size]
    return [call.scenario.finish(fill, allocation_row(fill)) for fill in page]


def _asked(call: Call, from_id: str) -> tuple[str, dict[str, int]]:
    """The pair and the filters sent, `from_id` under the name fromId; refused as documented."""
    symbol = call.need("symbol")
    filters = {name: call.number(name) for name in ("orderId", "startTime", "endTime", from_id)}
    sent = {"fromId" if name == from_id else name: value for name, value in filters.items() if value is not None}
    if set(sent) not in COMBINATIONS:
        raise BAD_COMBINATION
    _check_day(sent)
    pair = call.scenario.world.symbols.get(symbol)
    if pair is None or pair.gone:
        raise BAD_SYMBOL
    return symbol, sent


def _check_day(sent: dict[str, int]) -> None:
    if {"startTime", "endTime"} <= set(sent):
        if sent["endTime"] < sent["startTime"]:
            raise invalid("endTime")
        if sent["endTime"] - sent["startTime"] > DAY:
            raise too_long(24)


def _chosen_fills(call: Call, kind: str, sent: dict[str, int]) -> list[Fill]:
    """All that answer to the filters, oldest first."""
    fills: list[Fill] = call.scenario.listing(kind, call.email, call.now)
    if "fromId" in sent:
        fills = fills[bisect_left(fills, sent["fromId"], key=_id_of) :]
    if "orderId" in sent:
        return [fill for fill in fills if fill.order_id == sent["orderId"]]
    if "startTime" in sent:
        fills = fills[bisect_left(fills, sent["startTime"], key=_time_of) :]
        reach = call.settings.habits.start_reaches
        if reach is not None and "endTime" not in sent:
            fills = fills[: bisect_left(fills, sent["startTime"] + reach, key=_time_of)]
    if "endTime" in sent:
        fills = fills[: bisect_left(fills, sent["endTime"] + 1, key=_time_of)]
    return fills


_id_of: Callable[[Fill], int] = lambda fill: fill.id
_time_of: Callable[[Fill], int] = lambda fill: fill.time


def trade_row(fill: Fill) -> dict[str, Any]:
    return {"symbol": fill.symbol, "id": fill.id, **_money(fill), "isBestMatch": True}


def allocation_row(fill: Fill) -> dict[str, Any]:
    named = {"symbol": fill.symbol, "allocationId": fill.id, "allocationType": "SOR"}
    return {**named, **_money(fill), "isAllocator": False}


def _money(fill: Fill) -> dict[str, Any]:
    return {
        "orderId": fill.order_id,
        "orderListId": -1,
        "price": fixed(fill.price),
        "qty": fixed(fill.qty),
        "quoteQty": fixed(fill.quote_qty),
        "commission": fixed(fill.commission),
        "commissionAsset": fill.commission_asset,
        "time": fill.time,
        "isBuyer": fill.is_buyer,
        "isMaker": fill.is_maker,
    }
