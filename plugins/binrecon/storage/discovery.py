"""Read what symbol discovery decides by: every pair, what this account had to do with it, how far it is covered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, text

from binrecon.domain.account_day import AccountDay
from binrecon.domain.intervals import day_interval
from binrecon.storage.plan import SWEEP, first_planned_day
from binrecon.storage.queries import rows

LATE = timedelta(days=30)
"""A pair the account may have traded is to be read again within this time."""

_SWEPT = text(
    "SELECT count(*) FROM binance_collection_plan WHERE email = :email AND date = :day AND wallet = :wallet AND "
    "reason = :reason"
)


class Pair(NamedTuple):
    """One pair as market.sql gives it. `open`: not closed when the day began, as far as is known.
    `unknown`: refused as such (-1121), and no fill of the day is possible.
    `covered_until`: end of the newest complete reading, or the refusal after it; `read_until` knows no refusals. None:
    never. `traded_by_any`: by this account or another of ours."""

    symbol: str
    base: str
    quote: str
    seen: bool
    open: bool
    both_held: bool
    unknown: bool
    covered_until: datetime | None
    covered: bool
    read_until: datetime | None = None
    traded_by_any: bool = False


class Market(NamedTuple):
    """All pairs in the order of their names, and how many sweep questions the day's plan already holds.

    A pair last read before `late_before` is late, one never read only where the account is `old`: was run for longer
    than a sweep takes.
    """

    pairs: tuple[Pair, ...]
    swept: int = 0
    late_before: datetime = datetime.min.replace(tzinfo=UTC)
    old: bool = False

    def is_late(self, pair: Pair) -> bool:
        return self.old if pair.read_until is None else pair.read_until < self.late_before


def read_market(connection: Connection, account_day: AccountDay) -> Market:
    """The pairs as they concern this account and day."""
    pairs = tuple(map(Pair._make, rows(connection, "reconcile/market.sql", account_day.parameters)))
    swept = connection.execute(_SWEPT, {**account_day.parameters, "reason": SWEEP}).scalar_one()
    first = first_planned_day(connection, account_day, 2 * LATE.days)
    return Market(
        pairs, swept, day_interval(account_day.day).end - LATE, first is not None and account_day.day - first >= LATE
    )
