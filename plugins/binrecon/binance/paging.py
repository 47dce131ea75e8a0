"""The one loop that reads a window: asks page after page, tells doubtful answers from believed ones, and stops only at a proved end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from binrecon.binance.endpoints import Endpoint
from binrecon.binance.pages import FromId, RestartWindow, ShrinkWindow
from binrecon.calls import Page, Params
from binrecon.errors import BinanceErrorType, FatalAPIError, RetryableAPIError
from binrecon.intervals import Interval, to_ms

Doubt = Callable[[Page], str | None]
Ask = Callable[[Interval, Params, Doubt], Page]
_MILLISECOND = timedelta(milliseconds=1)


class WindowFullError(FatalAPIError):
    """One millisecond holds more records than the exchange gives at once: the window cannot be proved complete."""


def read(
    ask: Ask, endpoint: Endpoint, window: Interval, from_id: int | None = None, until: datetime | None = None
) -> Iterator[Page]:
    """The pages of a window in time order; a window that is cut short is read again in halves.

    `ask(window, params, doubt)` gives one believed page. Trades begin at `from_id` where it is given, and end at the
    first one whose time is not before `until`. Raises RetryableAPIError when a list keeps changing while it is read.
    """
    first = endpoint.pages.first()
    if isinstance(endpoint.pages, FromId):
        start = first if from_id is None else {**first, "fromId": from_id}
        yield from _read_piece(ask, endpoint, window, start, until)
        return
    todo = [window]
    while todo:
        piece = todo.pop()
        try:
            yield from _read_steadily(ask, endpoint, piece, first)
        except ShrinkWindow:
            todo.extend(_halves(endpoint, piece))


def _read_steadily(ask: Ask, endpoint: Endpoint, window: Interval, first: Params) -> Iterator[Page]:
    """Read a window, and once more from its start when the list changed in between."""
    try:
        yield from _read_piece(ask, endpoint, window, first)
        return
    except RestartWindow:
        pass
    try:
        yield from _read_piece(ask, endpoint, window, first)
    except RestartWindow:
        raise RetryableAPIError(
            "the list changed twice while it was read", endpoint=endpoint.name, type=BinanceErrorType.NETWORK_ERROR,
            status=200,
        ) from None


def _read_piece(
    ask: Ask, endpoint: Endpoint, window: Interval, first: Params, until: datetime | None = None
) -> Iterator[Page]:
    style = endpoint.pages
    params: Params | None = first
    before: Page | None = None
    seen = 0
    while params is not None:
        page = ask(window, params, lambda page, before=before: style.doubt(page, before))
        yield page
        seen += len(page.records)
        params = None if _reached(page, until) else style.following(page, before, seen)
        before = page


def _reached(page: Page, until: datetime | None) -> bool:
    """Trades come in the order of their ids and times: the first one at or after `until` ends the wanted part."""
    if until is None or not page.records:
        return False
    moment = page.records[-1].get("time")
    return type(moment) is int and moment >= to_ms(until)


def _halves(endpoint: Endpoint, window: Interval) -> tuple[Interval, Interval]:
    """The window cut at a whole millisecond, later half first, as the work list is taken from its end."""
    if window.span <= _MILLISECOND:
        raise WindowFullError(
            "a single millisecond fills the page", endpoint=endpoint.name, type=BinanceErrorType.UNKNOWN, status=200
        )
    middle = window.start + (window.span // 2) // _MILLISECOND * _MILLISECOND
    return Interval(middle, window.end), Interval(window.start, middle)
