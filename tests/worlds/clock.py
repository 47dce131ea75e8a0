"""The virtual clock as the product takes it: aware times, sleeps in seconds, and one time for several threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.simulator import Clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class WorldClock:
    """Time moves only while everybody who works sleeps, and then to the earliest wake-up.

    So a sleep takes no real time, and no thread finds that hours have passed while it was busy. Threads that work at
    the same time are counted by `working`; without any, whoever sleeps moves the clock alone. `ahead` is how far the
    host's clock, which `now` shows, is ahead of the exchange's.
    """

    def __init__(self, clock: Clock, ahead: timedelta = timedelta(0)) -> None:
        self.exchange_clock = clock
        self.ahead = ahead
        self._condition = threading.Condition()
        self._workers = 0
        self._wakes: list[int] = []

    def now(self) -> datetime:
        return _EPOCH + timedelta(milliseconds=self.exchange_clock.now()) + self.ahead

    def sleep(self, seconds: float) -> None:
        wake = self.exchange_clock.now() - int(-seconds * 1000 // 1)
        with self._condition:
            self._wakes.append(wake)
            self._advance()
            while self.exchange_clock.now() < wake:
                self._condition.wait()
            self._wakes.remove(wake)

    @contextmanager
    def working(self, threads: int) -> Iterator[None]:
        """Count this many threads as working; each calls `finished` when it is through."""
        with self._condition:
            self._workers = threads
        try:
            yield
        finally:
            self._workers = 0

    def finished(self) -> None:
        with self._condition:
            self._workers -= 1
            self._advance()

    def _advance(self) -> None:
        if self._wakes and len(self._wakes) >= self._workers:
            self.exchange_clock.move_to(max(self.exchange_clock.now(), min(self._wakes)))
            self._condition.notify_all()
