"""What an investigation is given about an account-day: stored records and figures that may account for a variance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from binrecon.money import CONTEXT, ZERO

Variances = Mapping[tuple[str, date], Decimal]
"""Computed variances by (asset, day), zeros included; without a key where a snapshot is missing."""

_LEGS = {1: "in", 2: "out", 3: "fee"}


class Movement(NamedTuple):
    """One leg of a stored record in the account's SPOT wallet, near the day.

    `amount` is signed. `at` is the time it is booked at; `other_at` a second time the exchange or the other end gives for it,
    else None. A leg that is not `effective` moves nothing in the roll-forward. Legs of one record share `source` and `record`.
    """

    source: str
    record: str
    leg: int
    subtype: str
    asset: str
    amount: Decimal
    at: datetime
    effective: bool
    status: str
    other_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.source} {self.record} {_LEGS[self.leg]}"


@dataclass(frozen=True)
class Moved:
    """The legs of one stored record in one asset, as one movement."""

    legs: tuple[Movement, ...]

    @cached_property
    def amount(self) -> Decimal:
        """What they come to together, signed, in the asset."""
        total = ZERO
        for leg in self.legs:
            total = CONTEXT.add(total, leg.amount)
        return total

    @property
    def first(self) -> Movement:
        return self.legs[0]

    @property
    def day(self) -> date:
        return utc_day(self.first.at)

    @property
    def other_day(self) -> date | None:
        return None if self.first.other_at is None else utc_day(self.first.other_at)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(leg.name for leg in self.legs)


@dataclass(frozen=True)
class Clues:
    """Everything the causes may read for one account-day. `movements` are in the order of source, record and leg."""

    day: date
    movements: tuple[Movement, ...] = ()
    variances: Variances = field(default_factory=dict)

    @cached_property
    def moved(self) -> Mapping[str, tuple[Moved, ...]]:
        """Records by asset, in the order of source and record; those that come to nothing are left out."""
        found: dict[str, list[Moved]] = {}
        moving = sorted((leg for leg in self.movements if leg.amount), key=_identity)
        for (asset, _, _), legs in groupby(moving, key=_record):
            one = Moved(tuple(legs))
            if one.amount:
                found.setdefault(asset, []).append(one)
        return {asset: tuple(records) for asset, records in found.items()}

    def of(self, asset: str) -> tuple[Moved, ...]:
        return self.moved.get(asset, ())


def utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def _record(leg: Movement) -> tuple[str, str, str]:
    return leg.asset, leg.source, leg.record


def _identity(leg: Movement) -> tuple[str, str, str, int]:
    return leg.asset, leg.source, leg.record, leg.leg
