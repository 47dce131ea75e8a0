"""The one loop that reads a window page by page, doubts what cannot be, and stops only at a proved end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from binrecon.binance.endpoints import Endpoint
from binrecon.binance.identity import Name, names_of
from binrecon.binance.pages import FromId, Numbered, Offset, OutOfReach, PageStyle, RestartWindow, ShrinkWindow, Single
from binrecon.calls import CUT, Page, Params
from binrecon.errors import BinanceErrorType, FatalAPIError, RetryableAPIError
from binrecon.intervals import DAY, Interval, from_ms, to_ms
from binrecon.meanings import Meaning

Doubt = Callable[[Page], str | None]
Ask = Callable[[Interval, Params, Doubt], Page]

PASSES = 4
"""So often a list is read in the same windows until two passes hold the same records; then in windows of half the length."""
MOST_PASSES = 8
"""After so many it is given up: it does not hold still."""
_MILLISECOND = timedelta(milliseconds=1)
_SMALLEST_PAGE = 2


class WindowFullError(FatalAPIError):
    """The exchange gives fewer records at once than the smallest window holds: it cannot be proved complete."""


def read(
    ask: Ask, endpoint: Endpoint, window: Interval, from_id: int | None = None, until: datetime | None = None
) -> Iterator[Page]:
    """The pages of a window, pass by pass; the pages of the last pass are the list, in time order.

    `ask(window, params, doubt)` gives one believed page. Trades begin at `from_id` where it is given, and end at the
    first one whose time is not before `until`. Raises RetryableAPIError when a list keeps changing while it is read, and
    WindowFullError.
    """
    if isinstance(endpoint.pages, FromId):
        return _by_id(ask, endpoint, endpoint.pages, window, from_id, until)
    return _until_steady(ask, endpoint, window)


# lists that are read in passes ----------------------------------------------------------------------------------


def _until_steady(ask: Ask, endpoint: Endpoint, window: Interval) -> Iterator[Page]:
    """Read the window until one pass proves it, or two passes in a row hold the same records."""
    layout, size, moves, former, unsteady, why = [window], None, 0, None, 0, ""
    for number in range(1, MOST_PASSES + 1):
        now = _Pass(ask, endpoint, _style(endpoint.pages, size, moves), number)
        try:
            yield from now.over(layout)
        except RestartWindow as moved:
            former, size, moves, why = None, moved.size or size, moves + 1, f": {moved}" if str(moved) else ""
        else:
            if now.proves or (former is not None and former.names == now.names):
                return
            former = now
            layout = now.narrower() if _narrows(endpoint) else [piece.window for piece in now.pieces]
        unsteady += 1
        if unsteady == PASSES and not _narrows(endpoint):
            layout, unsteady = [half for piece in layout for half in _smaller(endpoint, piece)], 0
    raise RetryableAPIError(
        f"the list did not hold still: {MOST_PASSES} readings of it, and no two in a row hold the same records{why}",
        endpoint=endpoint.name, type=BinanceErrorType.NETWORK_ERROR, status=200,
    )


def _narrows(endpoint: Endpoint) -> bool:
    return isinstance(endpoint.pages, Single) and endpoint.pages.confirm


def _style(style: PageStyle, size: int | None, moves: int) -> PageStyle:
    """After a move the page edges lie elsewhere: where records of one moment come in another order on each page, a record
    that falls between two pages of one size does not between those of another. `size` is the most that is given at once."""
    if not isinstance(style, Numbered | Offset):
        return style
    largest = style.limit if size is None else min(style.limit, size)
    return style.resized(max(min(_SMALLEST_PAGE, style.limit), largest - moves % PASSES))


@dataclass
class _Piece:
    """What one pass has seen of one window: rows, names of records, their times, and how many answers told of new ones."""

    window: Interval
    count: int = 0
    answers: int = 0

    def __post_init__(self) -> None:
        self.names: set[Name] = set()
        self.moments: list[int] = []

    @property
    def distinct(self) -> int:
        return len(self.names)

    def add(self, names: list[Name], again: int, moments: list[int]) -> bool:
        """Take a page's records up, the first `again` of which were held; gives whether another of them was held as well, and
        does not stand twice in this one answer."""
        new = set(names[again:]).difference(names[:again])
        repeated = not self.names.isdisjoint(new)
        self.answers += not new <= self.names
        self.count += len(names)
        self.names |= new
        self.moments += moments
        return repeated


class _Pass:
    """One pass over windows, its pages numbered."""

    def __init__(self, ask: Ask, endpoint: Endpoint, style: PageStyle, number: int) -> None:
        self._ask, self._endpoint, self._style, self._number = ask, endpoint, style, number
        self.pieces: list[_Piece] = []

    @property
    def names(self) -> set[Name]:
        return set[Name]().union(*(piece.names for piece in self.pieces))

    @property
    def proves(self) -> bool:
        """Whether the pass is a proof by itself."""
        return all(self._style.proves(piece.answers, piece.count) for piece in self.pieces)

    def over(self, layout: list[Interval]) -> Iterator[Page]:
        """The pages of the windows, earlier first; one that is cut short is read in halves. Raises RestartWindow."""
        todo = layout[::-1]
        while todo:
            piece = _Piece(todo.pop())
            try:
                yield from self._read(piece)
                self.pieces.append(piece)
            except ShrinkWindow:
                todo.extend(_halves(self._endpoint, piece.window)[::-1])
            except OutOfReach as why:
                raise _full(self._endpoint, str(why)) from None

    def _read(self, piece: _Piece) -> Iterator[Page]:
        style, before = self._style, None
        params: Params | None = style.first()
        while params is not None:
            page = self._ask(piece.window, params, self._doubt(before))
            again = 1 if isinstance(style, Offset) and before is not None else 0
            repeated = piece.add(self._names(page), again, _moments(self._endpoint, page))
            try:
                params = style.following(page, before, piece)
                if repeated and not _counted(style):
                    raise RestartWindow
            except ShrinkWindow:
                yield replace(page, reading=CUT)
                raise
            except RestartWindow:
                yield replace(page, reading=self._number)
                raise
            yield replace(page, reading=self._number)
            before = page

    def _names(self, page: Page) -> list[Name]:
        return names_of(page.records, self._endpoint.identity)

    def _doubt(self, before: Page | None) -> Doubt:
        def doubt(page: Page) -> str | None:
            reason = self._style.doubt(page, before, len(set(self._names(page))))
            return reason or _outside(self._endpoint, page)

        return doubt

    def narrower(self) -> list[Interval]:
        """The windows for a second look at answers that do not tell whether they are whole: each with some of the records,
        none with all. Were the answers cut at some number, one of two such windows would hold more than was shown of it."""
        return [part for piece in self.pieces for part in _between_records(self._endpoint, piece)]


def _counted(style: PageStyle) -> bool:
    """Whether a total says how many records there are, so that one that comes on two pages cannot hide another."""
    return isinstance(style, Numbered) and style.total_field is not None


def _between_records(endpoint: Endpoint, piece: _Piece) -> list[Interval]:
    window, moments = piece.window, sorted(piece.moments)
    if not piece.count:
        return [window]
    if not moments:
        return list(_smaller(endpoint, window))
    middle = moments[len(moments) // 2]
    if middle == moments[0]:
        later = bisect_right(moments, middle)
        middle = moments[later] if later < len(moments) else middle
    cuts = [middle] if moments[0] < middle or piece.count == 1 else [middle, middle + 1]
    edges = [window.start, *(edge for edge in map(from_ms, cuts) if window.start < edge < window.end), window.end]
    return [Interval(start, end) for start, end in zip(edges, edges[1:], strict=False)]


def _moments(endpoint: Endpoint, page: Page) -> list[int]:
    """The times (ms) of a page's records, where the list is known to filter by them."""
    told = [record.get(endpoint.time_field) for record in page.records if isinstance(record, dict)]
    return [moment for moment in told if type(moment) is int and page.window.first_ms <= moment <= page.window.last_ms]


# lists that are read by id --------------------------------------------------------------------------------------


def _by_id(
    ask: Ask, endpoint: Endpoint, style: FromId, window: Interval, from_id: int | None, until: datetime | None
) -> Iterator[Page]:
    """From the id held, or from the first day of the window that holds a record, to the end or to `until`."""
    def asked(piece: Interval, params: Params) -> Page:
        return ask(piece, params, lambda page: style.doubt(page, None, 0) or _outside(endpoint, page))

    days, page, before = window.split(DAY), None, None
    while from_id is None and (page is None or not page.records):
        piece = next(days, None)
        if piece is None:
            return
        page = asked(piece, {**endpoint.window_params(piece), **style.first()})
        yield page
    params = {**style.first(), style.param: from_id} if page is None else style.following(page, None)
    while params is not None and not (page is not None and _reached(page, until)):
        before, page = page, asked(window, params)
        yield page
        params = style.following(page, before)


def newest(ask: Ask, endpoint: Endpoint, window: Interval, moment: datetime, limit: int) -> Page:
    """The newest records of a list read by id, oldest of them first: all that were listed by `moment`, where none is older
    that is not in the answer. Nothing in the window asked for is left out."""
    style = read_by_id(endpoint)
    return ask(window, style.newest(to_ms(moment), limit), style.disorder)


def oldest(ask: Ask, endpoint: Endpoint, window: Interval) -> Page:
    """The oldest record of all times of a list read by id, or none."""
    style = read_by_id(endpoint)
    return ask(window, {**dict(style.oldest), "limit": 1}, style.disorder)


def read_by_id(endpoint: Endpoint) -> FromId:
    """How a list that is read by id pages. Raises TypeError for any other."""
    if not isinstance(endpoint.pages, FromId):
        raise TypeError(f"{endpoint.name} is not read by id")
    return endpoint.pages


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


# windows --------------------------------------------------------------------------------------------------------


def _smaller(endpoint: Endpoint, window: Interval) -> tuple[Interval, ...]:
    """The window in halves, or as it is where it cannot be divided: a list without windows, or a single millisecond."""
    divided = endpoint.start_param is not None and endpoint.end_param is not None and window.span > _MILLISECOND
    return _halves(endpoint, window) if divided else (window,)


def _halves(endpoint: Endpoint, window: Interval) -> tuple[Interval, Interval]:
    """The window cut at a whole millisecond."""
    if window.span <= _MILLISECOND:
        raise _full(endpoint, "a single millisecond fills the page")
    middle = window.start + (window.span // 2) // _MILLISECOND * _MILLISECOND
    return Interval(window.start, middle), Interval(middle, window.end)


def _full(endpoint: Endpoint, reason: str) -> WindowFullError:
    return WindowFullError(
        reason, endpoint=endpoint.name, type=BinanceErrorType.UNKNOWN, status=200, meaning=Meaning.TOO_MANY_RECORDS
    )
