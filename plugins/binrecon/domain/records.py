"""A stored record as an investigation sees it: its legs in the account's wallet, and those of one asset as one
movement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from binrecon.domain.money import CONTEXT, ZERO

COUNTS, PENDING, FAILED = "counts", "pending", "failed"
"""Standings that are looked at in an investigation; a record of another wallet, one that another list tells and one
that is no longer listed can be no cause."""
_LEGS = {1: "in", 2: "out", 3: "fee"}


class RecordLeg(NamedTuple):
    """One leg of a stored record in the account's wallet, near the day.

    `amount` is signed. `at` is the time it is booked at; `other_at` a second time the exchange or the other end gives
    for it, else None. Only a leg whose `standing` is `counts` moves the roll-forward. Legs of one record share `source`
    and `record`. `party` is what the record calls the other side, `txn_hash` the transaction it names; either may be
    empty.
    """

    source: str
    record: str
    leg: int
    subtype: str
    asset: str
    amount: Decimal
    at: datetime
    standing: str
    status: str
    other_at: datetime | None = None
    party: str = ""
    txn_hash: str = ""

    @property
    def name(self) -> str:
        return f"{self.source} {self.record} {_LEGS[self.leg]}"


@dataclass(frozen=True)
class Record:
    """The legs of one stored record in one asset, as one movement."""

    legs: tuple[RecordLeg, ...]

    @cached_property
    def amount(self) -> Decimal:
        """What they come to together, signed, in the asset."""
        total = ZERO
        for leg in self.legs:
            total = CONTEXT.add(total, leg.amount)
        return total

    @property
    def first(self) -> RecordLeg:
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


def as_records(legs: Iterable[RecordLeg]) -> tuple[Record, ...]:
    """Legs of one asset and record together, in the order of asset, source and record; those that come to nothing are
    left out."""
    moving = sorted((leg for leg in legs if leg.amount), key=_identity)
    records = (Record(tuple(of_one)) for _, of_one in groupby(moving, key=_record))
    return tuple(record for record in records if record.amount)


def utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def _record(leg: RecordLeg) -> tuple[str, str, str]:
    return leg.asset, leg.source, leg.record


def _identity(leg: RecordLeg) -> tuple[str, str, str, int]:
    return leg.asset, leg.source, leg.record, leg.leg
