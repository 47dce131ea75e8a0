"""The windows of looks, made of the exchange's time: the time up to now, whole days, a time long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from binrecon.domain.intervals import DAY, Interval, day_interval

Window = Callable[[datetime], Interval]
SNAPSHOTS = 29 * DAY
"""The longest window of snapshots asked at once."""


def up_to_now(span: timedelta) -> Window:
    """The last of the time."""
    return lambda now: Interval(now - span, now)


def whole_days(days: int) -> Window:
    """So many whole days up to the last midnight."""

    def window(now: datetime) -> Interval:
        midnight = day_interval(now.date()).start
        return Interval(midnight - days * DAY, midnight)

    return window


def ago(days: int, span: timedelta) -> Window:
    """A window of this span whose end lies so many days back."""
    return lambda now: Interval(now - days * DAY - span, now - days * DAY)
