"""The one loop that reads a window page by page, doubts what cannot be, and stops only at a proved end.

Rests on decision 52.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from binrecon.domain.calls import CUT, Page, Params
from binrecon.domain.errors import BinanceErrorType, RetryableAPIError
from binrecon.domain.intervals import Interval, from_ms
from binrecon.exchange import by_id
from binrecon.exchange.asking import Ask, Doubt, WindowFullError, full, halves, outside, smaller
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.pages import FromId, Numbered, Offset, OutOfReach, PassStyle, RestartWindow, ShrinkWindow, Single
from binrecon.sources.record_names import Name, names_of

__all__ = ["Ask", "Doubt", "WindowFullError", "read"]

PASSES = 3
"""So often a list may move while it is read in the same windows; then those in which it moves are halved."""
MOST_PASSES, MOST_WINDOWS = 16, 256
"""After so many passes, or in so many windows, it is given up: it does not hold still."""
_SMALLEST_PAGE = 2


def read(
    ask: Ask, endpoint: Endpoint, window: Interval, from_id: int | None = None, until: datetime | None = None
) -> Iterator[Page]:
    """The pages of a window, pass by pass; the pages of the last pass are the list, in time order.

    `ask(window, params, doubt)` gives one believed page. Trades begin at `from_id` where it is given, and end at the
    first one whose time is not before `until`. Raises RetryableAPIError when a list keeps changing while it is read,
    and WindowFullError.
    """
    if isinstance(endpoint.pages, FromId):
        return by_id.read(ask, endpoint, endpoint.pages, window, from_id, until)
    return _until_steady(ask, endpoint, endpoint.pages, window)


# lists that are read in passes ----------------------------------------------------------------------------------


def _until_steady(ask: Ask, endpoint: Endpoint, style: PassStyle, window: Interval) -> Iterator[Page]:
    """Read the window until one pass proves it, or two passes in a row hold the same records."""
    layout = list(window.split(endpoint.at_once or window.span))
    size, moves, unsteady, former, why = None, 0, 0, None, ""
    for number in range(1, MOST_PASSES + 1):
        now = _Pass(ask, endpoint, _resized(style, size, moves), number)
        try:
            yield from now.over(layout)
        except RestartWindow as moved:
            size, moves, steady, why = moved.size or size, moves + 1, False, f": {moved}" if str(moved) else ""
        else:
            if now.proves or (former is not None and former.names == now.names):
                return
            steady = former is None
        unsteady += not steady
        layout = now.narrower() if _narrows(endpoint) else now.layout(halved=not steady and unsteady >= PASSES)
        former = now if now.whole else None
        if len(layout) > MOST_WINDOWS:
            break
    raise RetryableAPIError(
        f"the list did not hold still: {number} readings of it, and no two in a row hold the same records{why}",
        endpoint=endpoint.name,
        type=BinanceErrorType.NETWORK_ERROR,
        status=200,
    )


def _narrows(endpoint: Endpoint) -> bool:
    return isinstance(endpoint.pages, Single) and endpoint.pages.confirm


def _resized(style: PassStyle, size: int | None, moves: int) -> PassStyle:
    """After a move the page edges lie elsewhere: where records of one moment come in another order on each page, a
    record that falls between two pages of one size does not between those of another. `size` is the most that is given
    at once."""
    if not isinstance(style, Numbered | Offset):
        return style
    largest = style.limit if size is None else min(style.limit, size)
    return style.resized(max(min(_SMALLEST_PAGE, style.limit), largest - moves % PASSES))


@dataclass
class _Piece:
    """What one pass has seen of one window: rows, names of records, their times, and how many answers told of new
    ones."""

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
        """Take a page's records up, the first `again` of which were held; gives whether another of them was held as
        well, and does not stand twice in this one answer."""
        new = set(names[again:]).difference(names[:again])
        repeated = not self.names.isdisjoint(new)
        self.answers += not new <= self.names
        self.count += len(names)
        self.names |= new
        self.moments += moments
        return repeated


class _Pass:
    """One pass over windows, its pages numbered."""

    def __init__(self, ask: Ask, endpoint: Endpoint, style: PassStyle, number: int) -> None:
        self._ask, self._endpoint, self._style, self._number = ask, endpoint, style, number
        self.pieces: list[_Piece] = []
        self._moved: list[_Piece] = []
        self._todo: list[Interval] = []

    @property
    def names(self) -> set[Name]:
        return set[Name]().union(*(piece.names for piece in self.pieces))

    @property
    def proves(self) -> bool:
        """Whether the pass is a proof by itself: one answer held all there is, and proved its window."""
        told = sum(piece.count > 0 for piece in self.pieces)
        return told <= 1 and all(self._style.proves(piece.answers, piece.count) for piece in self.pieces)

    @property
    def whole(self) -> bool:
        """Whether all windows were read to their end."""
        return not self._todo and not self._moved

    def over(self, layout: list[Interval]) -> Iterator[Page]:
        """The pages of the windows, earlier first; one that is cut short is read in halves. Raises RestartWindow."""
        self._todo = layout[::-1]
        while self._todo:
            piece = _Piece(self._todo.pop())
            try:
                yield from self._read(piece)
                self.pieces.append(piece)
            except ShrinkWindow:
                self._todo.extend(halves(self._endpoint, piece.window)[::-1])
            except OutOfReach as why:
                raise full(self._endpoint, str(why)) from None
            except RestartWindow:
                self._moved = [piece]
                raise

    def layout(self, halved: bool) -> list[Interval]:
        """The windows for the next pass; `halved` divides those that moved, and those that took several answers."""
        read = [(piece.window, piece.answers > 1) for piece in self.pieces] + [
            (piece.window, True) for piece in self._moved
        ]
        parts = [part for window, restless in read for part in self._divided(window, halved and restless)]
        return parts + self._todo[::-1]

    def _divided(self, window: Interval, divide: bool) -> tuple[Interval, ...]:
        return smaller(self._endpoint, window) if divide else (window,)

    def _read(self, piece: _Piece) -> Iterator[Page]:
        style, before = self._style, None
        params: Params | None = style.first()
        while params is not None:
            page = self._ask(piece.window, params, self._doubt(before))
            again = 1 if isinstance(style, Offset) and before is not None else 0
            repeated = piece.add(self._names(page), again, _moments(self._endpoint, page))
            try:
                params = style.following(page, before, piece)
                if repeated and self._may_deceive:
                    raise RestartWindow("a record stands on two pages")
            except ShrinkWindow:
                yield replace(page, reading=CUT)
                raise
            except RestartWindow:
                yield replace(page, reading=self._number)
                raise
            yield replace(page, reading=self._number)
            before = page

    @property
    def _may_deceive(self) -> bool:
        """Whether a record that comes on two pages may stand where another one fell out, as no total says how many
        there are; or, in a list without ids, be taken for two equal ones, which are two facts."""
        style = self._style
        untold = isinstance(style, Numbered) and (style.total_field is None or not self._endpoint.identity)
        return untold or isinstance(style, Offset)

    def _names(self, page: Page) -> list[Name]:
        return names_of(page.records, self._endpoint.identity)

    def _doubt(self, before: Page | None) -> Doubt:
        def doubt(page: Page) -> str | None:
            reason = self._style.doubt(page, before, len(set(self._names(page))))
            return reason or outside(self._endpoint, page)

        return doubt

    def narrower(self) -> list[Interval]:
        """The windows for a second look at answers that do not tell whether they are whole: each with some of the
        records, none with all. Were the answers cut at some number, one of two such windows would hold more than was
        shown of it."""
        seen = [*self.pieces, *self._moved]
        return [part for piece in seen for part in _between_records(self._endpoint, piece)] + self._todo[::-1]


def _between_records(endpoint: Endpoint, piece: _Piece) -> list[Interval]:
    window, moments = piece.window, sorted(piece.moments)
    if not piece.count:
        return [window]
    if not moments:
        return list(smaller(endpoint, window))
    middle = moments[len(moments) // 2]
    if middle == moments[0]:
        later = bisect_right(moments, middle)
        middle = moments[later] if later < len(moments) else middle
    cuts = [middle] if moments[0] < middle or piece.count == 1 else [middle, middle + 1]
    edges = [window.start, *(edge for edge in map(from_ms, cuts) if window.start < edge < window.end), window.end]
    return [Interval(start, end) for start, end in itertools.pairwise(edges)]


def _moments(endpoint: Endpoint, page: Page) -> list[int]:
    """The times (ms) of a page's records, where the list is known to filter by them."""
    told = [record.get(endpoint.time_field) for record in page.records if isinstance(record, dict)]
    return [moment for moment in told if type(moment) is int and page.window.first_ms <= moment <= page.window.last_ms]
