"""The common shape of the product lists, a page of rows and a total, with its windows and filters."""

from collections.abc import Callable
from typing import Any

from .call import Call, invalid
from .clock import DAY
from .habits import distinct
from .product import Product
from .wire import ApiError

Answer = Callable[[Call], Any]
Window = Callable[[Call], tuple[int, int]]
Filters = dict[str, str]
TOO_LARGE = ApiError(-6021, "Query time range too large")
NO_FILTERS: Filters = {}


def window_of(default: int, longest: int, start: str = "startTime", end: str = "endTime") -> Window:
    """Nothing sent is the last `default` ms, one end alone the `default` ms after or before it; inclusive bounds."""

    def window(call: Call) -> tuple[int, int]:
        since, until = call.number(start), call.number(end)
        if since is None:
            until = call.now if until is None else until
            since = until - default
        elif until is None:
            until = since + default
        if until - since > longest:
            raise TOO_LARGE
        return since, until

    return window


def held_for(kept: int, window: Window) -> Window:
    """The same window, of which only what is no older than `kept` ms is told."""

    def held(call: Call) -> tuple[int, int]:
        since, until = window(call)
        return max(since, call.now - kept), until

    return held


THIRTY_DAYS = window_of(30 * DAY, 30 * DAY)
THREE_MONTHS = window_of(30 * DAY, 90 * DAY)
SIX_MONTHS = window_of(30 * DAY, 180 * DAY)


def matching(call: Call, kind: str, window: tuple[int, int], filters: Filters = NO_FILTERS, email: str = "") -> list:
    """Records of an account (the caller) in a window that answer to the filters sent, oldest first."""
    start, end = window
    wanted = {field: text for name, field in filters.items() if (text := call.text(name)) is not None}
    return [
        event
        for event in call.scenario.listing(kind, email or call.email, call.now)
        if start <= event.time <= end and all(str(getattr(event, field)) == text for field, text in wanted.items())
    ]


def chosen(call: Call, kind: str, window: tuple[int, int], filters: Filters = NO_FILTERS, email: str = "") -> list:
    """The same in this exchange's order."""
    return call.ordered(matching(call, kind, window, filters, email))


def shown(call: Call, events: list[Product]) -> list[dict[str, Any]]:
    """Their rows as listed now, distortions included."""
    return [call.scenario.finish(event, event.row(call.now)) for event in events]


def cut(events: list, number: int, size: int) -> list:
    """Page `number` (from 1)."""
    return events[(number - 1) * size : number * size]


def newest(events: list, size: int) -> list:
    """The newest `size` records, in the order given: what a list without pages shows."""
    kept = sorted(range(len(events)), key=lambda place: (-events[place].time, place))[:size]
    return [events[place] for place in sorted(kept)]


def rows_total(
    kind: str, window: Window = THIRTY_DAYS, filters: Filters = NO_FILTERS, *, size: str = "size", default: int = 10
) -> Answer:
    """`{rows, total}` in pages of `current` and `size` (largest 100)."""

    def answer(call: Call) -> Any:
        per_page, page = call.page_size(size, default, 100), call.page_number("current")
        found = chosen(call, kind, window(call), filters)
        return {"rows": shown(call, cut(found, page, per_page)), "total": distinct(found)}

    return answer


def by_type(kind: str, types: tuple[str, ...], window: Window, filters: Filters, default: str | None = None) -> Answer:
    """`{rows, total}` of one `type`, which must be sent unless there is a default; ALL is every type."""

    def answer(call: Call) -> Any:
        wanted = call.need("type") if default is None else call.text("type") or default
        if wanted not in types:
            raise invalid("type")
        kept = filters if wanted == "ALL" else {**filters, "type": "type"}
        return rows_total(kind, window, kept)(call)

    return answer
