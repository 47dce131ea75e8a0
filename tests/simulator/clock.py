"""Time of the exchange in UTC ms: a virtual clock for tests, the real one for the stand-alone server, days."""

import time
from datetime import UTC, date, datetime

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
FOREVER = 2**62
_EPOCH = date(1970, 1, 1).toordinal()


def start_of(day: date) -> int:
    """First millisecond of a UTC day."""
    return (day.toordinal() - _EPOCH) * DAY


def day_of(moment: int) -> date:
    """UTC day of a millisecond."""
    return date.fromordinal(_EPOCH + moment // DAY)


def text_of(moment: int) -> str:
    """`YYYY-MM-DD HH:MM:SS` in UTC, as the withdraw list prints times."""
    return datetime.fromtimestamp(moment // SECOND, UTC).strftime("%Y-%m-%d %H:%M:%S")


class Clock:
    """A clock that moves only when told; `sleep` can be handed to a client in place of time.sleep."""

    def __init__(self, now: int) -> None:
        self._now = now

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return self._now

    def advance(self, milliseconds: int) -> None:
        self._now += milliseconds

    def move_to(self, moment: int) -> None:
        self._now = moment

    def sleep(self, seconds: float) -> None:
        self._now += round(seconds * SECOND)


class RealClock:
    """The machine's clock."""

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return time.time_ns() // 1_000_000


class MovedClock(RealClock):
    """The machine's clock, or one that was moved and goes on from there."""

    def __init__(self) -> None:
        self._ahead = 0

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return super().now() + self._ahead

    def move_to(self, moment: int) -> None:
        self._ahead = moment - super().now()

    def move_back(self) -> None:
        self._ahead = 0
