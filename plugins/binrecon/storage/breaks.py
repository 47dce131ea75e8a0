"""Breaks: what is open or unproved as one thing over its days, how old it is, its history, and what people say of it.

A break is no row: it is made anew from the newest verdicts each time it is read. Rests on decision 124.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection

from binrecon.domain.vocabulary import Measure, Verdict
from binrecon.storage.queries import rows

FIRST_DAY = date(2017, 7, 14)
"""When the exchange opened: no day lies before it."""
BUCKETS = ("0-1", "2-7", "8-30", "31-90", ">90")
"""Days of age, as the queries name them."""


class Break(NamedTuple):
    """One break. `variance` and `remains` are signed, in the asset, None where a snapshot is missing; `usd` is a size,
    None where a price is missing, which is not zero. A day that is unproved as a whole has no asset and no measure.
    """

    email: str
    wallet: str
    asset: str
    measure: str
    first_day: date
    last_day: date
    days: int
    state: str
    age: int
    bucket: str
    variance: Decimal | None
    remains: Decimal | None
    usd: Decimal | None
    cause: str
    owner: str | None
    due: date | None
    comment: str
    reason: str
    next_step: str

    @property
    def name(self) -> str:
        """The asset, with the measure where that is not the balance; empty where days are unproved as a whole."""
        return self.asset if self.measure in ("", Measure.BALANCE) else f"{self.asset} {self.measure}"

    @property
    def dates(self) -> list[date]:
        """Its own days. Of two opposite open days these are the two: what lies between them may be proved, or another
        break."""
        if self.state == Verdict.OPEN:
            return sorted({self.first_day, self.last_day})
        return [self.first_day + timedelta(days=after) for after in range((self.last_day - self.first_day).days + 1)]

    def lies_in(self, first: date, last: date) -> bool:
        """Whether it has a day from `first` to `last`, both included."""
        if self.state == Verdict.OPEN:
            return any(first <= day <= last for day in (self.first_day, self.last_day))
        return self.first_day <= last and self.last_day >= first


class Aged(NamedTuple):
    """The breaks of one account, asset, cause and bucket: `usd` the sum of those with a price, None where none
    has."""

    email: str
    asset: str
    cause: str
    bucket: str
    breaks: int
    usd: Decimal | None
    unpriced: int


class BreakEvent(NamedTuple):
    """Something that became of a measure of an asset on a day: a verdict's turn, `who` then being its run, or what a
    person said."""

    at: datetime
    date: date
    event: str
    who: str
    detail: str


@dataclass(frozen=True)
class BreakPlace:
    """Where a break is: a measure of an asset in a wallet of an account, and one of its days."""

    email: str
    wallet: str
    asset: str
    measure: str
    day: date


@dataclass(frozen=True)
class Remark:
    """What a person says of a break; what is None is left as it was."""

    owner: str | None = None
    due: date | None = None
    comment: str = ""


def looked_at(
    emails: Sequence[str], newest: date, since: date = FIRST_DAY, until: date | None = None
) -> dict[str, Any]:
    """The parameters of the queries over breaks: all days of these accounts up to `newest`, from which ages are
    counted; of the breaks those that have a day from `since` to `until`."""
    return {"emails": list(emails), "first": FIRST_DAY, "last": newest, "since": since, "until": until or newest}


def breaks(connection: Connection, named: Mapping[str, Any]) -> list[Break]:
    """The breaks, the oldest first; `named` is from `looked_at`."""
    return rows(connection, "reports/breaks.sql", named, lambda _: Break._make)


def ageing(connection: Connection, named: Mapping[str, Any]) -> list[Aged]:
    """How old they are, by account, asset and cause."""
    return rows(connection, "reports/ageing.sql", named, lambda _: Aged._make)


def break_at(connection: Connection, place: BreakPlace, newest: date) -> Break | None:
    """The break that has this day among its own; None where the measure is neither open nor unproved on it."""
    named = looked_at([place.email], newest, place.day, place.day)
    where = place.wallet, place.asset, place.measure
    found = (one for one in breaks(connection, named) if (one.wallet, one.asset, one.measure) == where)
    return next(found, None)


def history(connection: Connection, place: BreakPlace, dates: Sequence[date]) -> list[BreakEvent]:
    """What became of the measure on these days, the oldest first."""
    named = {**vars(place), "dates": list(dates)}
    return rows(connection, "breaks/history.sql", named, lambda _: BreakEvent._make)


def add_remark(connection: Connection, place: BreakPlace, said: Remark, author: str) -> int:
    """Write down and log what a person says, in the caller's transaction; gives its number."""
    named = {**vars(place), **vars(said), "date": place.day, "author": author}
    [(written,)] = rows(connection, "breaks/add_event.sql", named)
    return int(written)
