"""The lists of fills under /api/v3, pair by pair: myTrades and myAllocations."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from .call import Call, invalid, too_long
from .clock import DAY
from .fill import Fill, MarginFill
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


def margin_trades(call: Call) -> Any:
    """As trades, of cross margin unless `isIsolated` says TRUE, but that without ids and times those of the last 24
    hours come, and that a window must be shorter than that."""
    symbol, sent = _asked(call, "fromId", longest=DAY - 1)
    isolated = call.text("isIsolated") or "FALSE"
    if isolated not in ("TRUE", "FALSE"):
        raise invalid("isIsolated")
    size = call.page_size("limit", 500, 1000)
    fills = _chosen_fills(call, f"margin_fill/{symbol}", _of_one_day(sent, call.now))
    own = [fill for fill in fills if fill.isolated == (isolated == "TRUE")]
    page = own[:size] if sent.keys() & {"fromId", "startTime", "orderId"} else own[-size:]
    return [call.scenario.finish(fill, margin_row(call, fill)) for fill in page]


def _of_one_day(sent: dict[str, int], now: int) -> dict[str, int]:
    """One end alone is a day from or up to there, and nothing at all the last day."""
    if sent.keys() & {"fromId", "orderId"}:
        return sent
    start = sent.get("startTime", sent.get("endTime", now) - DAY + 1)
    return {"startTime": start, "endTime": sent.get("endTime", start + DAY - 1)}


def _asked(call: Call, from_id: str, longest: int = DAY) -> tuple[str, dict[str, int]]:
    """The pair and the filters sent, `from_id` under the name fromId; refused as documented."""
    symbol = call.need("symbol")
    filters = {name: call.number(name) for name in ("orderId", "startTime", "endTime", from_id)}
    sent = {"fromId" if name == from_id else name: value for name, value in filters.items() if value is not None}
    if set(sent) not in COMBINATIONS:
        raise BAD_COMBINATION
    _check_window(sent, longest)
    pair = call.scenario.world.symbols.get(symbol)
    if pair is None or pair.gone:
        raise BAD_SYMBOL
    return symbol, sent


def _check_window(sent: dict[str, int], longest: int) -> None:
    if {"startTime", "endTime"} <= set(sent):
        if sent["endTime"] < sent["startTime"]:
            raise invalid("endTime")
        if sent["endTime"] - sent["startTime"] > longest:
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


def margin_row(call: Call, fill: MarginFill) -> dict[str, Any]:
    """The document's example has no `quoteQty`, and answers that were seen have one."""
    row = {**trade_row(fill), "isIsolated": fill.isolated}
    del row["orderListId"]
    if not call.settings.habits.margin_quotes:
        del row["quoteQty"]
    return row


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
