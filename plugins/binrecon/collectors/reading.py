"""Read what a wallet holds just after a midnight, for wallets that the exchange gives no snapshot of.

Rests on decision 88.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from binrecon.collectors.base import HELD, BaseCollector, Collected
from binrecon.collectors.passes import Passes
from binrecon.domain.calls import Page
from binrecon.domain.errors import BinanceAPIError, FatalError, RetryableError
from binrecon.domain.intervals import DAY, Interval, day_interval
from binrecon.domain.wallets import GUARD, described
from binrecon.sources.booking import WalletReading
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.source import Source
from binrecon.sources.wallet_lists import wallet_of
from binrecon.storage.coverage import held_days

log = logging.getLogger(__name__)

SETTLING = timedelta(seconds=10)
"""Interest and funding are booked in the first seconds of an hour, under the time of its beginning."""
SHOWN = timedelta(seconds=3)
"""How long after a reading it is looked what moved around it. Its own list is read two days later, and decides."""
ABOUT_TO_COME = timedelta(minutes=1)
TRIES = 5


class NotReadError(RetryableError):
    """Something moved beside each of the readings: which balance is of which moment is not known."""


class MidnightPassedError(FatalError):
    """Another midnight has come since: what the wallet held at that one nobody can read any more."""


class ReadingCollector(BaseCollector):
    """The endpoints that say what a wallet holds now. A reading stands for the midnight before it."""

    def collect_day(self, endpoint: Endpoint, key: str, day: Interval) -> Collected:
        """Read the wallet for the end of the day, which must be the one that ended last; once, however often it is
        asked for. Raises as `collect`."""
        held = held_days(self._evidence.engine, self._client.email, endpoint.name, key, day, asked_from=day.end)
        return HELD if held else self.collect(endpoint, key, day)

    def collect(self, endpoint: Endpoint, key: str, window: Interval) -> Collected:
        """Read until nothing moved beside the reading. Raises NotReadError when something always did,
        MidnightPassedError, and what reading raises; a reading that did not hold is kept as one that was given up."""
        for _ in range(TRIES):
            self._client.wait_until(_settled(self._now(), window.end))
            read = self._read(endpoint, key, window)
            if read is not None:
                return read
        raise NotReadError(f"{endpoint.name}: something moved beside each of {TRIES} readings")

    def _read(self, endpoint: Endpoint, key: str, day: Interval) -> Collected | None:
        """One reading; None for one that something moved beside."""
        asked = self._now()
        if day_interval((asked - DAY).date()) != day:
            raise MidnightPassedError(f"{endpoint.name}: {day.start:%Y-%m-%d} is not the day that ended last")
        coverage_id = self._begin(endpoint, key, day)
        passes = Passes(coverage_id, asked, lambda _: coverage_id, self._evidence.fail)
        pages: list[Page] = []
        stored = self._store(endpoint, key, passes, _noted(self._client.pages(endpoint, key, day), pages))
        if not self._is_disturbed(endpoint, pages, Interval(asked - GUARD, self._now() + GUARD)):
            return self._finish(endpoint, coverage_id, day, asked, stored)
        self._evidence.fail(coverage_id, f"disturbed: something moved beside the reading of {asked:%H:%M:%S}")
        return None

    def _is_disturbed(self, endpoint: Endpoint, pages: Sequence[Page], around: Interval) -> bool:
        """Whether the wallet's ledger is seen to hold rows of the time around the reading, once it had time to show
        them; of a wallet without one, whether it holds something else by then. What is seen is not kept, and where
        nothing is, the reading stands: this only saves one that would turn out disturbed when the day is judged."""
        ledger = CATALOGUE.get(described(wallet_of(endpoint)).ledger)
        self._client.wait_until(around.end + SHOWN)
        try:
            if ledger is None:
                again = self._client.pages(endpoint, pages[0].key, pages[0].window)
                return _held(endpoint, pages) != _held(endpoint, again)
            return any(page.records for page in self._client.pages(ledger, ledger.keys[0], around))
        except BinanceAPIError as error:
            log.warning("%s: not known whether something moved beside the reading: %s", endpoint.name, error)
            return False


def _noted(pages: Iterable[Page], seen: list[Page]) -> Iterator[Page]:
    """The pages, each put down as it is taken."""
    for page in pages:
        seen.append(page)
        yield page


def _held(endpoint: Endpoint, pages: Iterable[Page]) -> list[str]:
    """What the pages of a reading say is held, in the fields that are booked, whatever else stands beside them."""
    booking = endpoint.booking if isinstance(endpoint, Source) else None
    assert isinstance(booking, WalletReading), "what is read at midnight is a wallet"
    names = {booking.pair, "asset", *(name for _, fields in booking.columns for name in fields)}
    records = [record for page in pages for record in page.records if isinstance(record, dict)]
    items = [(record.get(booking.pair), record.get(side, {})) for record in records for side in booking.sides]
    items += [(None, record) for record in records if not booking.sides]
    told = [(pair, {name: item.get(name) for name in names}) for pair, item in items if isinstance(item, dict)]
    return sorted(map(repr, told))


def _settled(now: datetime, midnight: datetime) -> datetime:
    """The first moment from now on, or from a midnight that is about to come, that is not in the first seconds of an
    hour: the exchange's clock may be behind the one that began the run."""
    begin = midnight if now < midnight < now + ABOUT_TO_COME else now
    return max(begin, begin.replace(minute=0, second=0, microsecond=0) + SETTLING)
