"""Reads a list that expires back to where the exchange still tells it, when an account's list was read for the first
time.

Each window is a reading of its own, kept as it comes; what coverage holds is not asked. So a task that died goes on
where it ended, in whichever run, and several runs at once share the windows. The oldest come first, as they are the
next to be lost.

Rests on decision 136.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from binrecon.collectors.base import BaseCollector, Collected, total
from binrecon.collectors.sources import COLLECTORS
from binrecon.collectors.windows import oldest_whole
from binrecon.domain.errors import BinanceAPIError, BinreconError, FatalAPIError
from binrecon.domain.intervals import DAY, Interval, day_interval
from binrecon.domain.meanings import OF_THE_LIST, SENTENCES, Meaning
from binrecon.sources.endpoint import Endpoint
from binrecon.storage.autocommit import single_statements
from binrecon.storage.locks import alone_in_transaction
from binrecon.storage.reading_back import Missing, gone_until, not_read_back

log = logging.getLogger(__name__)

LONGEST = timedelta(minutes=30)
"""So long after it was begun a task begins no further window: the runs that follow go on."""
AS_TOO_OLD = frozenset({Meaning.WINDOW, Meaning.QUESTION})
"""What a refusal of an old window means, of a list that has just answered the same question about newer days."""


def is_read_back(endpoint: Endpoint) -> bool:
    """Whether the list expires and is read as others are. Snapshots are not: one call brings all but the oldest of
    them."""
    return endpoint.retention is not None and endpoint.name not in COLLECTORS


def can_wait(error: BinreconError) -> bool:
    """Whether the day is no worse for it, which is logged: the exchange refuses something old of a list that it has
    just told newer days of, for another reason than its age."""
    if not (isinstance(error, FatalAPIError) and error.meaning in OF_THE_LIST):
        return False
    log.warning("not read back, the next run asks again: %s. %s", error, SENTENCES[error.meaning])
    return True


class ReadingBack(BaseCollector):
    """Asks for what was never read of a list before its first reading."""

    def collect_back(self, endpoint: Endpoint, key: str, until: datetime) -> Collected:
        """Read what is missing, oldest window first, as long as it is not `until` by the exchange's clock. What is
        refused as too old is lost, and noted so. Raises as `collect`; the windows before stay collected."""
        if not self._missing(endpoint, key):
            return total([])
        parts: list[Collected] = []
        after = oldest_whole(endpoint, self._now())
        while self._now() < until:
            begun = self._claim(endpoint, key, after)
            if begun is None:
                break
            window, asked, coverage_id = begun
            self._back(endpoint, key, window, parts, (asked, coverage_id))
            after = window.end
        self._tell(endpoint, key)
        return total(parts)

    def _missing(self, endpoint: Endpoint, key: str) -> list[Missing]:
        now = self._now()
        with single_statements(self._evidence.engine) as connection:
            return not_read_back(
                connection, self._client.email, endpoint.name, key, self._run_id, oldest_whole(endpoint, now), now
            )

    def _claim(self, endpoint: Endpoint, key: str, after: datetime) -> tuple[Interval, datetime, int] | None:
        """Begin the oldest window from `after` on that no other run asks for: the window, when it is asked, and its
        coverage row. One run at a time, so that no two begin the same."""
        now, email = self._now(), self._client.email
        oldest = max(after, oldest_whole(endpoint, now))
        with self._evidence.engine.begin() as connection:
            alone_in_transaction(connection, f"read back|{email}|{endpoint.name}|{key}")
            missing = not_read_back(connection, email, endpoint.name, key, self._run_id, oldest, now)
            free = [part.window for part in missing if not part.under_way]
            if not free:
                return None
            window = next(free[0].split(endpoint.max_span))
            return window, now, self._begin(endpoint, key, window, now)

    def _back(
        self,
        endpoint: Endpoint,
        key: str,
        window: Interval,
        parts: list[Collected],
        begun: tuple[datetime, int] | None = None,
    ) -> bool:
        """Whether all of the window could be had. Of one that is refused as too old the later half is asked, then the
        earlier one: what can still be had is, to the day."""
        try:
            asked, coverage_id = begun or ((now := self._now()), self._begin(endpoint, key, window, now))
            parts.append(self._read_begun(endpoint, key, window, asked, coverage_id))
            return True
        except FatalAPIError as error:
            if error.meaning not in AS_TOO_OLD:
                raise
        if window.span <= DAY:
            self._evidence.fail(self._begin(endpoint, key, window), SENTENCES[Meaning.TOO_OLD], Meaning.TOO_OLD)
            return False
        middle = day_interval((window.start + window.span / 2).date()).start
        later, earlier = Interval(middle, window.end), Interval(window.start, middle)
        return self._back(endpoint, key, later, parts) and self._back(endpoint, key, earlier, parts)

    def _record(self, error: BinanceAPIError, symbol: str | None = None, told: bool = False) -> None:
        """A window that is too old is nothing that a person has to look at."""
        super()._record(error, symbol, told or error.meaning in AS_TOO_OLD)

    def _tell(self, endpoint: Endpoint, key: str) -> None:
        """Say from when on the list is known, or what is left to be read."""
        name, left = f"{endpoint.name} {endpoint.label_of(key)}".strip(), self._missing(endpoint, key)
        if any(not part.under_way for part in left):
            first, last = left[0].window.start.date(), left[-1].window.end.date() - DAY
            log.warning("%s: of %s to %s something is left to be read by the runs that follow", name, first, last)
        elif left:
            log.info("%s: another run is reading the rest of what it still tells", name)
        else:
            since = self._since(endpoint, key)
            log.warning("%s: known from %s on; what is older the exchange tells no more", name, since)

    def _since(self, endpoint: Endpoint, key: str) -> date:
        """The first day that can be known of the list."""
        gone = gone_until(self._evidence.engine, self._client.email, endpoint.name, key)
        oldest = oldest_whole(endpoint, self._now())
        return max(oldest, gone or oldest).date()
