"""What of a wallet's lists lacks over a stretch of time, so that something may have moved an asset unseen.

Rests on decision 131.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from binrecon.domain.history import BalancePoint, Blocked, HistoryFacts, Key, Moved, Need
from binrecon.domain.intervals import DAY, Interval
from binrecon.reconciliation.anchors import midnight

Span = tuple[date, date]


class ListsRead:
    """The lists that a wallet rests on, and over which times they were read. Looks at each list and stretch once,
    however many assets share it."""

    def __init__(self, facts: HistoryFacts) -> None:
        self._read = facts.read
        self._held = held_spans(facts.points, facts.moved, facts.before)
        self._general = [need for need in facts.needs if need.assets is None]
        self._by_asset: dict[str, list[Need]] = defaultdict(list)
        for need in facts.needs:
            for asset in need.assets or ():
                self._by_asset[asset].append(need)
        self._blocked = [(one, _assets_of(one, facts.needs)) for one in facts.blocked]
        self._together: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {}
        self._seen: dict[tuple[datetime, datetime], tuple[str, ...]] = {}

    def lacking(self, asset: str, start: datetime, end: datetime) -> tuple[str, ...]:
        """A sentence for each list that could have moved the asset in [start, end) and was not read over all of it."""
        if (start, end) not in self._seen:
            self._seen[start, end] = tuple(self._lacks(self._general, start, end))
        own = self._lacks(self._by_asset[asset], start, end) if asset in self._by_asset else ()
        return (*self._seen[start, end], *own, *self._unreadable(asset, start, end))

    def _lacks(self, needs: Iterable[Need], start: datetime, end: datetime) -> Iterator[str]:
        for need in needs:
            until = end if need.until is None else min(end, need.until)
            if until <= start or not self._both_held(need, start, until):
                continue
            windows = self._read.get((need.endpoint, need.key), ())
            if not all(_within(part, windows) for part in _parts(need, start, until)):
                yield _sentence(need, windows, start)

    def _both_held(self, need: Need, start: datetime, end: datetime) -> bool:
        if need.pair is None:
            return True
        if need.pair not in self._together:
            one, other = (self._held.get(asset, []) for asset in need.pair)
            self._together[need.pair] = [(midnight(first), midnight(last)) for first, last in common(one, other)]
        spans = self._together[need.pair]
        number = bisect_right(spans, start, key=lambda span: span[1])
        return number < len(spans) and spans[number][0] < end

    def _unreadable(self, asset: str, start: datetime, end: datetime) -> Iterator[str]:
        for one, assets in self._blocked:
            if (assets is None or asset in assets) and one.start < end and one.end > start:
                name = f"{one.endpoint} {one.key}".strip()
                yield f"{name}: a record of {one.start:%Y-%m-%d} could not be read ({one.reason})"


def _within(part: tuple[datetime, datetime], windows: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(first <= part[0] and part[1] <= last for first, last in windows)


def _parts(need: Need, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What of [start, end) has to be read of the list: all of it, or each day of it that was not spared."""
    if not need.spared:
        yield start, end
        return
    for day in Interval(start, end).days():
        if day not in need.spared:
            yield max(start, midnight(day)), min(end, midnight(day + DAY))


def held_spans(
    points: Mapping[str, tuple[BalancePoint, ...]], moved: Mapping[Key, Moved], before: Collection[str] = ()
) -> dict[str, list[Span]]:
    """By asset when it was held or moved, as spans of dates that do not touch. A balance that is not known counts as
    held, and so does the time before the first and after the last one, unless that is zero and nothing moved there.
    `before` are the assets that moved before their first point."""
    return {asset: list(_spans(asset, of_asset, moved, asset in before)) for asset, of_asset in points.items()}


def _spans(
    asset: str, points: tuple[BalancePoint, ...], moved: Mapping[Key, Moved], moved_before: bool
) -> Iterator[Span]:
    if not points:
        yield date.min, date.max
        return
    open_since = date.min if points[0].balance != 0 or moved_before else None
    for one, after in zip(points, (*points[1:], None), strict=True):
        held = one.balance != 0 or (after is not None and after.balance != 0) or (asset, one.date) in moved
        if held and open_since is None:
            open_since = one.date
        if not held and open_since is not None:
            yield open_since, one.date
            open_since = None
    if open_since is not None:
        yield open_since, date.max


def common(one: Sequence[Span], other: Sequence[Span]) -> Iterator[Span]:
    """The times that two lists of spans share, each list in order and without overlap."""
    left, right = 0, 0
    while left < len(one) and right < len(other):
        start, end = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if start < end:
            yield start, end
        if one[left][1] <= other[right][1]:
            left += 1
        else:
            right += 1


def _assets_of(one: Blocked, needs: Iterable[Need]) -> frozenset[str] | None:
    """What a list can touch; of one that nobody needs otherwise that is not known."""
    return next((need.assets for need in needs if (need.endpoint, need.key) == (one.endpoint, one.key)), None)


def _sentence(need: Need, windows: tuple[tuple[datetime, datetime], ...], start: datetime) -> str:
    """What of the list lacks, from when on it is known, and whether it can still be had."""
    expires = f" (the exchange answers for {need.expires} days)" if need.expires else ""
    number = bisect_right(windows, start, key=lambda window: window[0])
    if number and windows[number - 1][1] > start:
        return f"{need.name}: nothing read from {windows[number - 1][1]:%Y-%m-%d} on{expires}"
    if number < len(windows):
        return f"{need.name}: known from {windows[number][0]:%Y-%m-%d} on only{expires}"
    return f"{need.name}: not read{expires}"
