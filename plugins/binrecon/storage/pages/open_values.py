"""What the page of open values shows: the breaks, how old they are, and how much was open day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Engine

from binrecon.storage.breaks import Aged, Break, ageing, breaks, looked_at
from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read


class OpenDay(NamedTuple):
    """What of a judged day is open still: the sizes in USD, and how many measures have which verdict."""

    date: date
    usd: Decimal
    open: int
    unproved: int
    settled: int


@dataclass(frozen=True)
class OpenValues:
    """One consistent picture of all three."""

    breaks: tuple[Break, ...]
    ageing: tuple[Aged, ...]
    days: tuple[OpenDay, ...]


def read_open(engine: Engine, emails: Sequence[str], first: date, last: date, newest: date) -> OpenValues:
    """The breaks of these accounts that have a day from `first` to `last`, both included, and these days. Ages count up
    to `newest`, the newest settled day."""
    named = looked_at(emails, newest, first, last)
    with consistent_read(engine) as connection:
        days = {"emails": list(emails), "first": first, "last": last}
        return OpenValues(
            tuple(breaks(connection, named)),
            tuple(ageing(connection, named)),
            tuple(rows(connection, "pages/open_by_day.sql", days, lambda _: OpenDay._make)),
        )
