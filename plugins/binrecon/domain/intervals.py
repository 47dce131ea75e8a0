"""Half-open UTC intervals [start, end): the only form in which time is asked for, stored and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> datetime:
    """The exchange's UTC milliseconds as an aware time, in exact integer arithmetic."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def to_ms(moment: datetime) -> int:
    """An aware time as whole UTC milliseconds, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


@dataclass(frozen=True, order=True)
class Interval:
    """A stretch of UTC time, start included, end excluded. Raises ValueError when empty or without a zone."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() != timedelta(0) or self.end.utcoffset() != timedelta(0):
            raise ValueError("an interval needs UTC times")
        if self.start >= self.end:
            raise ValueError(f"empty interval: {self.start} to {self.end}")

    @property
    def span(self) -> timedelta:
        return self.end - self.start

    @property
    def first_ms(self) -> int:
        """First millisecond inside."""
        return to_ms(self.start)

    @property
    def last_ms(self) -> int:
        """Last millisecond inside: the exchange's endTime is inclusive."""
        return to_ms(self.end) - 1

    def contains(self, other: Interval) -> bool:
        return self.start <= other.start and other.end <= self.end

    def reaching_back(self, span: timedelta) -> Interval:
        """The same end with an earlier start, to re-read records that arrive or change late."""
        return Interval(self.start - span, self.end)

    def days(self) -> list[date]:
        """Every UTC date touched, in order."""
        last = (self.end - timedelta(microseconds=1)).date()
        return [self.start.date() + DAY * n for n in range((last - self.start.date()).days + 1)]

    def split(self, longest: timedelta) -> Iterator[Interval]:
        """Consecutive pieces no longer than `longest`, cut from the start."""
        start = self.start
        while start < self.end:
            end = min(start + longest, self.end)
            yield Interval(start, end)
            start = end


def day_interval(day: date) -> Interval:
    """The UTC day as [00:00, next 00:00)."""
    start = datetime.combine(day, time(), tzinfo=UTC)
    return Interval(start, start + DAY)
