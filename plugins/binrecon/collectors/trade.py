"""Collect a pair's own trades: everything from the first missing day up to now, or to what is held already.

Fills never change, so a day that is held is not asked again. A reading begins at the start of a day by time and goes on
by id; what it proves is the stretch from that start to one hour (the endpoint's lag) before it was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from binrecon.binance.client import BinanceClient
from binrecon.binance.endpoints import Endpoint
from binrecon.calls import Page
from binrecon.collectors.base import BaseCollector, Collected, total
from binrecon.errors import InvalidSymbolError
from binrecon.intervals import DAY, Interval, day_interval, from_ms
from binrecon.storage import coverage, traded_symbols
from binrecon.storage.evidence import Evidence

# A reading that runs into a held day goes on this far: ids ascend, and times nearly so.
OVERLAP = timedelta(minutes=1)
_LAST_MS = 4_102_444_800_000  # 2100-01-01; beyond it a time is nonsense and left to quarantine


class TradeCollector(BaseCollector):
    """`refresh_symbols` reads exchange info anew; it is called once when the exchange does not know a pair (-1121)."""

    def __init__(
        self, client: BinanceClient, evidence: Evidence, run_id: str = "", *, refresh_symbols: Callable[[], None]
    ) -> None:
        super().__init__(client, evidence, run_id)
        self._refresh_symbols = refresh_symbols

    def collect(self, endpoint: Endpoint, key: str, window: Interval) -> Collected:
        """Read the pair over every day of `window` that is not held. Raises as the base does.

        InvalidSymbolError comes after exchange info was read anew and the pair asked once more; the coverage row is
        failed then and the error recorded. Whether the day needs the pair is for the plan to say: a delisted one that
        this account never traded, or that closed before the day, can be released, so that it does not block for ever.
        """
        return total(self._stretches(endpoint, key, window))

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

    def _stretch(self, endpoint: Endpoint, symbol: str, start: datetime) -> Collected:
        """Read from the start of a day to the next held day, or until nothing is left; go on where a crash cut it."""
        until = self._next_held(endpoint, symbol, start)
        begun = coverage.unfinished(
            self._evidence.engine, self._client.email, endpoint.name, symbol, start, self._evidence.uid)
        # Gone on with, it proves no more than when it began: a fill may have been listed since behind what is held.
        asked = begun.asked_at if begun else self._now()
        window = Interval(start, until or max(asked, start + DAY))
        coverage_id = begun.coverage_id if begun else self._begin(endpoint, symbol, window)
        pages = self._pages(endpoint, symbol, window, begun.last_id if begun else None, until)
        stored = self._store(endpoint, symbol, coverage_id, pages)
        return self._finish(endpoint, coverage_id, window, asked, stored)

    def _next_held(self, endpoint: Endpoint, symbol: str, start: datetime) -> datetime | None:
        today = day_interval(self._now().date()).start
        if today <= start + DAY:
            return None
        return next(iter(self._held(endpoint, symbol, Interval(start + DAY, today))), None)

    def _pages(
        self, endpoint: Endpoint, symbol: str, window: Interval, from_id: int | None, until: datetime | None
    ) -> Iterator[Page]:
        """The pages, with the pair's traces noted after each page is stored; an unknown pair is asked twice."""
        end = None if until is None else until + OVERLAP

        def noted() -> Iterator[Page]:
            for page in self._client.pages(endpoint, symbol, window, from_id, end):
                yield page
                self._note(symbol, page)

        try:
            yield from noted()
            return
        except InvalidSymbolError:
            self._refresh_symbols()
        try:
            yield from noted()
        except InvalidSymbolError:
            engine, email = self._evidence.engine, self._client.email
            traded_symbols.checked(engine, email, symbol, self._client.now(), is_active=False)
            raise

    def _note(self, symbol: str, page: Page) -> None:
        """Remember that the account trades the pair, or that it was asked without news."""
        engine, email = self._evidence.engine, self._client.email
        if not page.records:
            traded_symbols.checked(engine, email, symbol, page.received_at)
            return
        moment = page.records[-1].get("time")
        traded_at = from_ms(moment) if type(moment) is int and 0 <= moment < _LAST_MS else None
        traded_symbols.seen(engine, email, symbol, traded_at, page.received_at)
