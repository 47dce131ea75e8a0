"""The few shapes in which the product lists answer, with their windows and pages."""

from collections.abc import Callable
from typing import Any

from .call import Call, invalid, too_long
from .clock import DAY
from .product import Product
from .units import plain
from .wire import ApiError

Answer = Callable[[Call], Any]
Filters = dict[str, str]
THIRTY = 30 * DAY
TOO_LARGE = ApiError(-6021, "Query time range too large")
NEWEST_DUST = 100


def thirty_days(call: Call, longest: int, names: tuple[str, str] = ("startTime", "endTime")) -> tuple[int, int]:
    """The 30-day rule: nothing sent is the last 30 days, one end alone the 30 days after or before it."""
    start, end = (call.number(name) for name in names)
    if start is None:
        end = call.now if end is None else end
        start = end - THIRTY
    elif end is None:
        end = start + THIRTY
    if end - start > longest:
        raise TOO_LARGE
    return start, end


def chosen(call: Call, kind: str, window: tuple[int, int], filters: Filters) -> list[Product]:
    """Records of the caller in a window (inclusive) that answer to the filters sent, in this exchange's order."""
    start, end = window
    wanted = {field: text for name, field in filters.items() if (text := call.text(name)) is not None}
    found = [
        event
        for event in call.scenario.listing(kind, call.email, call.now)
        if start <= event.time <= end and all(str(getattr(event, field)) == text for field, text in wanted.items())
    ]
    return call.ordered(found)


def shown(call: Call, events: list[Product]) -> list[dict[str, Any]]:
    """Their rows as listed now, distortions included."""
    return [call.scenario.finish(event, event.row(call.now)) for event in events]


def rows_total(
    kind: str, *, longest: int = THIRTY, filters: Filters | None = None, size: str = "size", default: int = 10
) -> Answer:
    """`{rows, total}` in pages of `current` and `size` (largest 100) under the 30-day rule."""

    def answer(call: Call) -> Any:
        per_page, page = call.page_size(size, default, 100), call.page_number("current")
        found = chosen(call, kind, thirty_days(call, longest), filters or {})
        return {"rows": shown(call, found[(page - 1) * per_page : page * per_page]), "total": len(found)}

    return answer


def rewards(call: Call) -> Any:
    """Flexible rewards: `type` is BONUS, REALTIME, REWARDS or ALL, which is also the default."""
    kind = call.text("type") or "ALL"
    if kind not in ("BONUS", "REALTIME", "REWARDS", "ALL"):
        raise invalid("type")
    filters = {"productId": "product_id", "asset": "asset"} | ({} if kind == "ALL" else {"type": "type"})
    return rows_total("flexible_rewards", filters=filters)(call)


def dividends(call: Call) -> Any:
    """The newest `limit` rows of at most 180 days; no pages: `total` tells that there are more."""
    size = call.page_size("limit", 20, 500)
    window = call.window(180 * DAY, 180 * DAY + 1, too_long(180 * 24))
    found = chosen(call, "asset_dividend", window, {"asset": "asset"})
    newest = sorted(found, key=lambda event: event.time, reverse=True)[:size]
    rows = [event for event in found if event in newest][:size]
    return {"rows": shown(call, rows), "total": len(found)}


def dust(call: Call) -> Any:
    """The newest hundred conversions of the SPOT account, each with its details; no pages."""
    account = call.text("accountType") or "SPOT"
    if account not in ("SPOT", "MARGIN"):
        raise invalid("accountType")
    window = call.number("startTime") or 0, call.number("endTime")
    found = chosen(call, "dust_log", (window[0], call.now if window[1] is None else window[1]), {})
    parents: dict[int, list[Product]] = {}
    for event in found if account == "SPOT" else []:
        parents.setdefault(event.parent_id, []).append(event)
    newest = sorted(parents, key=lambda parent: parents[parent][0].time, reverse=True)[:NEWEST_DUST]
    records = [_dust_record(call, parent, parents[parent]) for parent in parents if parent in newest]
    return {"total": len(parents), "userAssetDribblets": records}


def _dust_record(call: Call, parent: int, details: list[Product]) -> dict[str, Any]:
    return {
        "operateTime": details[0].time,
        "totalTransferedAmount": plain(sum(event.got for event in details)),
        "totalServiceChargeAmount": plain(sum(event.charge for event in details)),
        "transId": parent,
        "userAssetDribbletDetails": shown(call, details),
    }
