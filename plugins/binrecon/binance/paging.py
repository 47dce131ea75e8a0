"""The one loop that reads a window page by page, doubts what cannot be, and stops only at a proved end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from binrecon.binance.endpoints import Endpoint
from binrecon.binance.pages import FromId, Numbered, Offset, OutOfReach, RestartWindow, ShrinkWindow
from binrecon.calls import Page, Params
from binrecon.errors import BinanceErrorType, FatalAPIError, RetryableAPIError
from binrecon.intervals import Interval, to_ms

Doubt = Callable[[Page], str | None]
Ask = Callable[[Interval, Params, Doubt], Page]
_MILLISECOND = timedelta(milliseconds=1)


class WindowFullError(FatalAPIError):
    """The exchange gives fewer records at once than the smallest window holds: it cannot be proved complete."""


def read(
    ask: Ask, endpoint: Endpoint, window: Interval, from_id: int | None = None, until: datetime | None = None
) -> Iterator[Page]:
    """The pages of a window in time order; a window that is cut short is read again in halves.

    `ask(window, params, doubt)` gives one believed page. Trades begin at `from_id` where it is given, and end at the
    first one whose time is not before `until`. Raises RetryableAPIError when a list keeps changing while it is read.
    """
    first = endpoint.pages.first()
    if isinstance(endpoint.pages, FromId):
        start = first if from_id is None else {**first, endpoint.pages.param: from_id}
        yield from _read_piece(ask, endpoint, window, start, _Reading(can_move=False), until)
        return
    todo = [window]
    while todo:
        piece = todo.pop()
        try:
            yield from _read_steadily(ask, endpoint, piece, first)
        except ShrinkWindow:
            todo.extend(_halves(endpoint, piece))
        except OutOfReach as why:
            raise _full(endpoint, str(why)) from None


class _Reading:
    """What one pass over a window has seen: how many records, and of lists that can move while they are read, which
    ones in which order, and whether a record of one page came again on a later one."""

    def __init__(self, can_move: bool) -> None:
        self.count = 0
        self.order: list[int] = []
        self.repeats = False
        self._can_move = can_move
        self._marks: set[int] = set()

    def add(self, page: Page) -> None:
        self.count += len(page.records)
        if self._can_move:
            marks = [hash(repr(record)) for record in page.records]
            self.repeats = self.repeats or not self._marks.isdisjoint(marks)
            self._marks.update(marks)
            self.order += marks


def _read_steadily(ask: Ask, endpoint: Endpoint, window: Interval, first: Params) -> Iterator[Page]:
    """Read a window, and once more from its start when the list moved in between.

    A record that comes on two pages is the sign of a move, which may have hidden another one; only when a second pass
    brings exactly the same is the repetition the exchange's own.
    """
    can_move = isinstance(endpoint.pages, Offset | Numbered)
    once, again, why = _Reading(can_move), _Reading(can_move), ""
    try:
        yield from _read_piece(ask, endpoint, window, first, once)
        if not once.repeats:
            return
    except RestartWindow:
        once.order = []
    try:
        yield from _read_piece(ask, endpoint, window, first, again)
        moved = again.repeats and again.order != once.order
    except RestartWindow as reason:
        moved, why = True, f": {reason}" if str(reason) else ""
    if moved:
        raise RetryableAPIError(
            f"the list moved twice while it was read{why}", endpoint=endpoint.name, type=BinanceErrorType.NETWORK_ERROR,
            status=200,
        )


def _read_piece(
    ask: Ask, endpoint: Endpoint, window: Interval, first: Params, reading: _Reading, until: datetime | None = None
) -> Iterator[Page]:
    style = endpoint.pages
    params: Params | None = first
    before: Page | None = None
    while params is not None:
        page = ask(window, params, lambda page, before=before: style.doubt(page, before) or _outside(endpoint, page))
        yield page
        reading.add(page)
        params = None if _reached(page, until) else style.following(page, before, reading.count)
        before = page


def _outside(endpoint: Endpoint, page: Page) -> str | None:
    """A record whose time is not in the window that was asked for; a time that cannot be read is left to quarantine."""
    bounds = endpoint.window_params(page.window)
    first = bounds[endpoint.start_param] if endpoint.start_param in page.request else None
    last = bounds[endpoint.end_param] if endpoint.end_param in page.request else None
    for record in page.records:
        moment = record.get(endpoint.time_field) if isinstance(record, dict) else None
        if type(moment) is int and ((first is not None and moment < first) or (last is not None and moment > last)):
            return "a record outside the window"
    return None


def _reached(page: Page, until: datetime | None) -> bool:
    """Trades come in the order of their ids and times: the first one at or after `until` ends the wanted part."""
    if until is None or not page.records:
        return False
    moment = page.records[-1].get("time")
    return type(moment) is int and moment >= to_ms(until)


def _halves(endpoint: Endpoint, window: Interval) -> tuple[Interval, Interval]:
    """The window cut at a whole millisecond, later half first, as the work list is taken from its end."""
    if window.span <= _MILLISECOND:
        raise _full(endpoint, "a single millisecond fills the page")
    middle = window.start + (window.span // 2) // _MILLISECOND * _MILLISECOND
    return Interval(middle, window.end), Interval(window.start, middle)


def _full(endpoint: Endpoint, reason: str) -> WindowFullError:
    return WindowFullError(reason, endpoint=endpoint.name, type=BinanceErrorType.UNKNOWN, status=200)
