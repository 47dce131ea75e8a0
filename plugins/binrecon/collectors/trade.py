"""Collect a pair's own fills, trades or allocations: everything from the first missing day up to now, or to what is
held.

Fills never change, so a day that is held is not asked again. The newest fills are asked first: for one call they prove
that there are none, or all that follow the oldest of them. What lies before that is begun with the first 24 hours that
hold a fill, and goes on by id. A reading proves what was listed by a day (the endpoint's lag) before it was asked.

Rests on decisions 6 and 53.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from binrecon.collectors.base import BaseCollector, Collected, total
from binrecon.collectors.passes import Passes
from binrecon.domain.calls import Page
from binrecon.domain.errors import BinanceErrorType, InvalidSymbolError, RetryableAPIError
from binrecon.domain.intervals import DAY, Interval, day_interval, from_ms
from binrecon.exchange.by_id import read_by_id
from binrecon.exchange.client import BinanceClient
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.pages import FromId
from binrecon.storage import coverage, traded_symbols
from binrecon.storage.evidence import Evidence

OVERLAP = timedelta(minutes=1)
"""Ids ascend, and times nearly so: a stretch goes on so far into what is held, and what follows a fill begins so much
later."""
BEGINNING = datetime(2017, 1, 1, tzinfo=UTC)
"""Before the exchange opened: where the whole history of a pair is known, coverage begins here."""
FEW = 100
"""So many of the newest fills are asked of a pair that was read before: mostly they reach back to what is held, and
fewer are kept again. The call weighs the same."""
_MILLISECOND = timedelta(milliseconds=1)
_LAST_MS = 4_102_444_800_000  # 2100-01-01; beyond it a time is nonsense and left to quarantine


class TradeCollector(BaseCollector):
    """`refresh_symbols` reads exchange info again; it is called once when the exchange does not know a pair (-1121)."""

    def __init__(
        self, client: BinanceClient, evidence: Evidence, run_id: str = "", *, refresh_symbols: Callable[[], None]
    ) -> None:
        super().__init__(client, evidence, run_id)
        self._refresh_symbols = refresh_symbols

    def collect(self, endpoint: Endpoint, key: str, window: Interval) -> Collected:
        """Read the pair over every day of `window` that is not held. Raises as the base does.

        InvalidSymbolError comes after exchange info was read again and the pair asked once more; the coverage row is
        failed then and the error recorded. Whether the day needs the pair is for the plan to decide: a delisted one
        that this account never traded, or that closed before the day, can be released, so that it does not block for
        ever."""
        return total(self._parts(endpoint, key, window))

    def _parts(self, endpoint: Endpoint, symbol: str, window: Interval) -> Iterator[Collected]:
        start = self._first_missing(endpoint, symbol, window)
        if start is not None and self._next_held(endpoint, symbol, start) is None:
            yield self._newest(endpoint, symbol, start)
        yield from self._stretches(endpoint, symbol, window)

    def _stretches(self, endpoint: Endpoint, symbol: str, window: Interval) -> Iterator[Collected]:
        while (start := self._first_missing(endpoint, symbol, window)) is not None:
            yield self._stretch(endpoint, symbol, start)
            if start + DAY >= window.end:
                return
            window = Interval(start + DAY, window.end)

    def _first_missing(self, endpoint: Endpoint, symbol: str, window: Interval) -> datetime | None:
        held = self._held(endpoint, symbol, window)
        return next((day_interval(day).start for day in window.days() if day_interval(day).start not in held), None)

    def _held(self, endpoint: Endpoint, symbol: str, span: Interval) -> list[datetime]:
        """Starts of the days of `span` that are held, oldest first."""
        days = coverage.held_days(self._evidence.engine, self._client.email, endpoint.name, symbol, span)
        return [day_interval(day).start for day in days]

    # the newest fills ---------------------------------------------------------------------------------------------

    def _newest(self, endpoint: Endpoint, symbol: str, start: datetime) -> Collected:
        """Ask for the newest fills; their row records from when on they are all there are.

        It begins a millisecond late, so that it never looks like a reading from the start of the day that was cut off:
        one that is taken up again must hold everything up to its last id."""
        asked, style = self._now(), read_by_id(endpoint)
        known = coverage.fills_held(self._engine, self._client.email, endpoint.name, symbol)
        limit = min(FEW, style.limit) if known.read else style.limit
        window = Interval(start + _MILLISECOND, max(asked, start + DAY))
        begun, told = self._begin(endpoint, symbol, window), list[Page]()
        pages = self._newest_pages(endpoint, symbol, window, limit, known)
        stored = self._store_under(begun, endpoint, symbol, _keeping(pages, told))
        since = _since(style, told)
        if since is not None and since < asked - endpoint.lag:
            self._evidence.complete(begun, Interval(since, asked - endpoint.lag))
        else:
            self._evidence.fail(begun, f"the newest {limit} fills do not reach back over the day")
        return stored

    def _newest_pages(
        self, endpoint: Endpoint, symbol: str, window: Interval, limit: int, known: coverage.FillsHeld
    ) -> Iterator[Page]:
        """The newest fills, and the oldest one of all times where these may be all there are."""
        [page] = self._knowing(symbol, lambda: iter([self._client.newest(endpoint, symbol, window, limit)]))
        yield page
        ids = [record[read_by_id(endpoint).id_field] for record in page.records]
        if known.contradict(ids):
            raise RetryableAPIError(
                "the newest fills end before those that are held",
                endpoint=endpoint.name,
                type=BinanceErrorType.NETWORK_ERROR,
                status=page.status,
            )
        self._note(symbol, page)
        first = _moment(page.records[0]) if page.records else None
        if page.records and len(page.records) < limit and not (first and first + OVERLAP <= window.start):
            yield self._client.oldest(endpoint, symbol, window)

    # stretches ----------------------------------------------------------------------------------------------------

    def _stretch(self, endpoint: Endpoint, symbol: str, start: datetime) -> Collected:
        """Read from the start of a day to the next held day, or until nothing is left; go on where a crash cut it."""
        until = self._next_held(endpoint, symbol, start)
        begun = coverage.unfinished(self._engine, self._client.email, endpoint.name, symbol, start, self._evidence.uid)
        # Gone on with, it proves no more than when it began: a fill may have been listed since behind what is held.
        asked = begun.asked_at if begun else self._now()
        window = Interval(start, until or max(asked, start + DAY))
        coverage_id = begun.coverage_id if begun else self._begin(endpoint, symbol, window)
        pages = self._pages(endpoint, symbol, window, begun.last_id if begun else None, until)
        stored = self._store_under(coverage_id, endpoint, symbol, pages)
        return self._finish(endpoint, coverage_id, window, asked, stored)

    def _next_held(self, endpoint: Endpoint, symbol: str, start: datetime) -> datetime | None:
        today = day_interval(self._now().date()).start
        if today <= start + DAY:
            return None
        return next(iter(self._held(endpoint, symbol, Interval(start + DAY, today))), None)

    def _pages(
        self, endpoint: Endpoint, symbol: str, window: Interval, from_id: int | None, until: datetime | None
    ) -> Iterator[Page]:
        """The pages, with the pair's traces noted after each page is stored."""
        end = None if until is None else until + OVERLAP
        for page in self._knowing(symbol, lambda: self._client.pages(endpoint, symbol, window, from_id, end)):
            yield page
            self._note(symbol, page)

    # both ---------------------------------------------------------------------------------------------------------

    @property
    def _engine(self) -> Engine:
        return self._evidence.engine

    def _store_under(self, coverage_id: int, endpoint: Endpoint, symbol: str, pages: Iterable[Page]) -> Collected:
        """Store pages that are one pass, whatever happens."""
        passes = Passes(coverage_id, self._now(), lambda _: coverage_id, self._evidence.fail)
        return self._store(endpoint, symbol, passes, pages)

    def _knowing(self, symbol: str, ask: Callable[[], Iterator[Page]]) -> Iterator[Page]:
        """What is asked; of a pair that is unknown, once more after the list of pairs was read again."""
        try:
            yield from ask()
            return
        except InvalidSymbolError:
            self._refresh_symbols()
        try:
            yield from ask()
        except InvalidSymbolError:
            traded_symbols.checked(self._engine, self._client.email, symbol, self._now(), is_active=False)
            raise

    def _note(self, symbol: str, page: Page) -> None:
        """Remember that the account trades the pair, or that it was asked without news."""
        if not page.records:
            traded_symbols.checked(self._engine, self._client.email, symbol, page.received_at)
            return
        traded_at = _moment(page.records[-1])
        traded_symbols.seen(self._engine, self._client.email, symbol, traded_at, page.received_at)


def _keeping(pages: Iterable[Page], kept: list[Page]) -> Iterator[Page]:
    for page in pages:
        kept.append(page)
        yield page


def _since(style: FromId, told: list[Page]) -> datetime | None:
    """From when on the newest fills are all there are: always, where there are none or the oldest of all times is their
    first; None where the time of their first cannot be read. They never end by being few, as an answer may be cut."""
    newest, *oldest = told
    firsts = [page.records[0][style.id_field] for page in told if page.records]
    if not newest.records or (oldest and firsts[0] == firsts[-1] and len(firsts) == len(told)):
        return BEGINNING
    first = _moment(newest.records[0])
    return None if first is None else first + OVERLAP


def _moment(record: dict[str, Any]) -> datetime | None:
    """When a fill happened, None where that cannot be read."""
    moment = record.get("time")
    return from_ms(moment) if type(moment) is int and 0 <= moment < _LAST_MS else None
