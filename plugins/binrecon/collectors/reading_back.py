"""Reads a list that expires back to where the exchange still tells it, when an account's list was read for the first
time.

Each window is a reading of its own, kept as it comes; what coverage holds is not asked. So what a task that died had
left is read by the next one, of whichever run; of several at once one reads. The oldest windows come first, as they are
the next to be lost.

Rests on decision 136.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from binrecon.collectors.base import HELD, BaseCollector, Collected, RetentionPassedError, total
from binrecon.collectors.sources import COLLECTORS
from binrecon.domain.errors import (
    BinanceAPIError,
    BinreconError,
    FatalAPIError,
    InvalidSymbolError,
    RetryableAPIError,
    must_wait,
)
from binrecon.domain.intervals import DAY, Interval, day_interval
from binrecon.domain.meanings import OF_THE_LIST, SENTENCES, Meaning
from binrecon.exchange.client import BinanceClient
from binrecon.sources.endpoint import Endpoint, Host
from binrecon.sources.reach import oldest_told
from binrecon.storage.coverage import read_since
from binrecon.storage.evidence import Evidence
from binrecon.storage.locks import alone_if_free
from binrecon.storage.reading_back import gone_until, known_from, left_to_read_back, not_read_back

log = logging.getLogger(__name__)

LONGEST = timedelta(minutes=30)
"""So long after its first question a task reads no second window of a list: the runs that follow go on."""
IN_VAIN = 2
"""After so many windows in a row that no answer came of, the exchange is taken to be out of order, whatever it is
asked: a list's try ends. A list that follows in the same task ends with its first such window then."""
OF_THE_KEY = frozenset({Meaning.KEY, Meaning.SIGNATURE, Meaning.TWO_FACTOR, Meaning.PLACE})
"""What a refusal means that every other list of the host would meet: a task asks none of them."""
AS_TOO_OLD = frozenset({Meaning.WINDOW, Meaning.QUESTION})
"""What a refusal of an old window means, of a list that has just answered the same question about newer days."""
JUST = timedelta(hours=2)
"""No task of ours takes longer: what was read within it, the task or one beside it has read."""


def is_read_back(endpoint: Endpoint) -> bool:
    """Whether the list expires and is read as others are. Snapshots are not: one call brings all but the oldest of
    them."""
    return endpoint.retention is not None and endpoint.name not in COLLECTORS


def left_of(engine: Engine, email: str, endpoints: Iterable[Endpoint], now: datetime) -> list[tuple[str, str]]:
    """The lists (endpoint, key) among these endpoints of which something is left to be read back, whichever day led to
    them: all keys that were ever read. One query, and none where no endpoint expires."""
    oldest = {endpoint.name: oldest_told(endpoint, now) for endpoint in endpoints if is_read_back(endpoint)}
    return left_to_read_back(engine, email, oldest) if oldest else []


def can_wait(error: BinreconError) -> bool:
    """Whether the day is no worse for it, which is logged: the exchange refuses something old of a list that it has
    told newer days of, for another reason than its age, or knows its pair or contract no more."""
    if not (isinstance(error, InvalidSymbolError) or (isinstance(error, FatalAPIError) and _is_of_the_list(error))):
        return False
    log.warning("not read back, the next run asks again: %s. %s", error, SENTENCES[error.meaning])
    return True


def _is_of_the_list(error: BinanceAPIError) -> bool:
    return error.meaning in OF_THE_LIST


def _is_of_the_window(error: BinanceAPIError) -> bool:
    """Whether the next window of the list may be had all the same: no answer came of this one, or it holds more than
    can be had at once."""
    return isinstance(error, RetryableAPIError) or error.meaning is Meaning.TOO_MANY_RECORDS


@dataclass
class _Brought:
    """What came of a list's windows: errors of those that were not had, and the days that were refused and may yet be
    had."""

    parts: list[Collected] = field(default_factory=list)
    failed: list[BinanceAPIError] = field(default_factory=list)
    refused: list[FatalAPIError] = field(default_factory=list)

    def total(self) -> Collected:
        """All of it. Raises the first error there was: that of a window which may be had later goes before a
        refusal."""
        errors = [*self.failed, *self.refused]
        if errors:
            raise errors[0]
        return total(self.parts)


class ReadingBack(BaseCollector):
    """Asks for what was never read of lists before their first readings, for LONGEST from its first question on."""

    longest = LONGEST
    _until: datetime | None = None

    def __init__(
        self, client: BinanceClient, evidence: Evidence, run_id: str = "", *, sub_accounts: bool = True
    ) -> None:
        super().__init__(client, evidence, run_id, sub_accounts=sub_accounts)
        self._told: set[tuple[str, Meaning | None]] = set()
        self._in_vain = 0
        self._stopped: dict[Host, BinanceAPIError] = {}

    def collect_back(self, endpoint: Endpoint, key: str) -> Collected:
        """Read what is missing, oldest window first, and no more than one window when the time is over. What is refused
        as too old is lost, and noted so. Nothing where another run is at it. Raises as `collect`; the windows before
        stay collected, and after one that is refused, or that no answer comes of, those that follow are asked before
        its error is raised: but after IN_VAIN windows in a row without an answer.
        """
        if endpoint.host in self._stopped:
            raise self._stopped[endpoint.host]
        if not self.is_left(endpoint, key):
            return HELD
        brought = _Brought()
        with alone_if_free(self._evidence.engine, f"read back|{self._client.email}|{endpoint.name}|{key}") as alone:
            if not alone:
                log.info("%s: another run is reading it back", _name(endpoint, key))
                return HELD
            for window in self._windows(endpoint, key, brought):
                self._back(endpoint, key, window, brought)
                if self._in_vain >= IN_VAIN:
                    break
            self._tell(endpoint, key)
        return brought.total()

    def is_left(self, endpoint: Endpoint, key: str) -> bool:
        """Whether something of the list is still to be read back."""
        return bool(self._missing(endpoint, key))

    def _missing(self, endpoint: Endpoint, key: str) -> list[Interval]:
        oldest = oldest_told(endpoint, self._now())
        return not_read_back(self._evidence.engine, self._client.email, endpoint.name, key, oldest)

    def _windows(self, endpoint: Endpoint, key: str, brought: _Brought) -> Iterator[Interval]:
        """The windows that are missing when it is their turn. One is read whatever the time: a list must not lose a day
        for another that is long, nor for a window of its own that cannot be had."""
        asked, self._until = None, self._until or self._now() + self.longest
        while not brought.parts or self._now() < self._until:
            left = [part for part in self._missing(endpoint, key) if asked is None or part.end > asked.end]
            if not left:
                return
            start = left[0].start if asked is None else max(left[0].start, asked.end)
            asked = next(Interval(start, left[0].end).split(endpoint.max_span))
            yield asked

    def _back(self, endpoint: Endpoint, key: str, window: Interval, brought: _Brought) -> bool:
        """Whether all of the window could be had. Of one that is refused the later half is asked, then the earlier one:
        what can still be had is, to the day."""
        try:
            brought.parts.append(self.collect(endpoint, key, window))
        except RetentionPassedError:  # midnight came since the window was chosen
            return True
        except BinanceAPIError as error:
            return self._not_had(endpoint, key, window, error, brought)
        self._in_vain = 0
        return True

    def _not_had(
        self, endpoint: Endpoint, key: str, window: Interval, error: BinanceAPIError, brought: _Brought
    ) -> bool:
        """Keep the error of a window for the end, or ask the window's halves. Raises it where every window would meet
        it."""
        if must_wait(error):
            raise error
        if _is_of_the_window(error):
            self._in_vain = self._in_vain + 1 if isinstance(error, RetryableAPIError) else 0
            log.warning("%s: %s to %s not had: %s", _name(endpoint, key), window.start.date(), window.days()[-1], error)
            brought.failed.append(error)
            return False
        if not (isinstance(error, FatalAPIError) and _is_of_the_list(error)):
            if error.meaning in OF_THE_KEY:
                self._stopped[endpoint.host] = error
            raise error
        self._in_vain = 0
        if window.span <= DAY:
            self._refused(endpoint, key, window, error, brought)
            return False
        middle = day_interval((window.start + window.span / 2).date()).start
        later, earlier = Interval(middle, window.end), Interval(window.start, middle)
        return self._back(endpoint, key, later, brought) and self._back(endpoint, key, earlier, brought)

    def _refused(self, endpoint: Endpoint, key: str, day: Interval, refused: FatalAPIError, brought: _Brought) -> None:
        """Note the day as lost where its age alone can be the reason: the list has just answered the same question of
        other days. Otherwise nothing is known of it, and the next run asks again."""
        engine, email = self._evidence.engine, self._client.email
        answers = read_since(engine, email, endpoint.name, key, self._now() - JUST)
        if answers and refused.meaning in AS_TOO_OLD:
            self._evidence.fail(self._begin(endpoint, key, day), SENTENCES[Meaning.TOO_OLD], Meaning.TOO_OLD)
        else:
            brought.refused.append(refused)

    def _wanted(self, endpoint: Endpoint, key: str, window: Interval) -> Interval:
        """The window and no more: what lies after it is held, or asked next."""
        return self._within_retention(endpoint, key, window)

    def _give_up(self, endpoint: Endpoint, key: str, rows: Collection[int], error: BinanceAPIError) -> None:
        """Say why in words alone: a meaning kept with the rows would be taken for a refusal of the list as it is asked
        by days, which is reported once."""
        for coverage_id in rows:
            self._evidence.fail(coverage_id, str(error))
        self._record(error, key if endpoint.key_param == "symbol" else None)

    def _record(self, error: BinanceAPIError, symbol: str | None = None, told: bool = False) -> None:
        """A window that is too old is nothing that a person has to look at, nor a contract that is gone by now; any
        other refusal is, once for a list."""
        what, is_gone = (error.endpoint, error.meaning), isinstance(error, InvalidSymbolError)
        super()._record(error, symbol, told or is_gone or error.meaning in AS_TOO_OLD or what in self._told)
        self._told.add(what)

    def _tell(self, endpoint: Endpoint, key: str) -> None:
        """Say from when on the list is known, or what is left to be read."""
        left = self._missing(endpoint, key)
        if left:
            first, last = left[0].start.date(), left[-1].end.date() - DAY
            log.warning("%s: %s to %s is left to the runs that follow", _name(endpoint, key), first, last)
            return
        since = self._since(endpoint, key)
        log.warning("%s: known from %s on; what is older the exchange tells no more", _name(endpoint, key), since)

    def _since(self, endpoint: Endpoint, key: str) -> date:
        """The first day that is known of the list: an earlier run may have read days that are gone by now."""
        named = self._evidence.engine, self._client.email, endpoint.name, key
        oldest = oldest_told(endpoint, self._now())
        told = max(oldest, gone_until(*named) or oldest)
        return (known_from(*named, told) or told).date()


def _name(endpoint: Endpoint, key: str) -> str:
    return f"{endpoint.name} {endpoint.label_of(key)}".strip()
