"""Rolls day-end balances forward under each way that a label or the cut of midnight may be meant, and tells which ways
fit.

A way fits where every asset of every day rolls to zero. None is chosen by what fits for one asset alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from binrecon.domain.intervals import DAY, day_interval
from binrecon.domain.money import ZERO

Balances = Mapping[str, Decimal]
MIDNIGHT = timedelta(seconds=2)
"""Charges of midnight are stamped so shortly after it: funding was seen at 00:00:01.000 too."""


@dataclass(frozen=True)
class Move:
    """One signed amount in one asset at one time; `hourly` where it is charged on the hour, midnight among them."""

    asset: str
    at: datetime
    amount: Decimal
    hourly: bool = False


@dataclass(frozen=True)
class Rolled:
    """One asset of one day: what its closing differs from opening and movements, by the documented days, and what was
    charged in the first seconds of the day and of the next, which a snapshot may count to the day before."""

    variance: Decimal
    at_start: Decimal
    at_end: Decimal

    def off(self, inside: bool) -> Decimal:
        """The variance where snapshots hold (`inside`) what is stamped in the first seconds after them, or do not."""
        return self.variance - self.at_end + self.at_start if inside else self.variance


def rolled(snapshots: Mapping[date, Balances], moves: Iterable[Move], days: Iterable[date]) -> list[Rolled]:
    """Every asset of every day that has both its snapshots."""
    by_day: dict[date, _Day] = defaultdict(_Day)
    for move in moves:
        by_day[move.at.date()].add(move)
    return [
        _line(snapshots[day - DAY], snapshots[day], by_day[day], by_day[day + DAY], asset)
        for day in days
        if day in snapshots and day - DAY in snapshots
        for asset in sorted({*snapshots[day - DAY], *snapshots[day], *by_day[day].all, *by_day[day + DAY].first})
    ]


@dataclass
class _Day:
    """Sums of one day by asset: of all of it, and of what was charged in its first seconds."""

    all: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    first: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, move: Move) -> None:
        """Take a move of the day up."""
        self.all[move.asset] += move.amount
        if move.hourly and move.at - day_interval(move.at.date()).start < MIDNIGHT:
            self.first[move.asset] += move.amount


def _line(opening: Balances, closing: Balances, day: _Day, after: _Day, asset: str) -> Rolled:
    held = closing.get(asset, ZERO) - opening.get(asset, ZERO)
    return Rolled(held - day.all.get(asset, ZERO), day.first.get(asset, ZERO), after.first.get(asset, ZERO))


def fits(lines: Iterable[Rolled], inside: bool) -> bool:
    """Whether every line comes to zero in this way."""
    return all(line.off(inside) == ZERO for line in lines)


def fits_somehow(lines: Iterable[Rolled]) -> bool:
    """Whether the lines come to zero with the charges of midnight outside or inside."""
    known = list(lines)
    return fits(known, inside=False) or fits(known, inside=True)


def telling(lines: Iterable[Rolled]) -> list[Rolled]:
    """The lines by which the two cuts of midnight can be told apart: those where they give different variances."""
    return [line for line in lines if line.at_start != line.at_end]
