"""What the page of open values shows: every cell that is open or unproved, and how much of it there was day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Engine

from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read


class OpenCell(NamedTuple):
    """One measure of an asset that is open or unproved on a day; a day that is unproved as a whole has no asset."""

    date: date
    email: str
    wallet: str
    asset: str
    measure: str
    verdict: str
    variance: Decimal | None
    variance_usd: Decimal | None
    reason: str
    next_step: str


class OpenDay(NamedTuple):
    """What of a judged day is open still: the sizes in USD, and how many measures have which verdict."""

    date: date
    usd: Decimal
    open: int
    unproved: int
    settled: int


@dataclass(frozen=True)
class OpenValues:
    """One consistent picture of both."""

    cells: tuple[OpenCell, ...]
    days: tuple[OpenDay, ...]


def read_open(engine: Engine, emails: Sequence[str], first: date, last: date) -> OpenValues:
    """The days `first` to `last`, both included, of these accounts."""
    named = {"emails": list(emails), "first": first, "last": last}
    with consistent_read(engine) as connection:
        cells = rows(connection, "pages/open_values.sql", named, lambda _: OpenCell._make)
        days = rows(connection, "pages/open_by_day.sql", named, lambda _: OpenDay._make)
    return OpenValues(tuple(cells), tuple(days))
